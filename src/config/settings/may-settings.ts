/** Settings with defaults that fit most deployments. */
import type { Setting } from './setting.js';

const SECOND = 1_000;
const MAX_TIMEOUT_MS = 600 * SECOND;
const PRODUCTION_OFF = '`on`, in production `off`';

export const MAY_SETTINGS = {
  PORT: {
    group: 'may',
    type: 'integer',
    min: 0,
    max: 65_535,
    fallback: 4_000,
    about: 'Port that the gateway listens on.',
  },
  HOST: { group: 'may', type: 'text', fallback: '127.0.0.1', about: 'Address that the gateway listens on.' },
  NODE_ENV: {
    group: 'may',
    type: 'text',
    defaultText: '`production` if `UPSTREAM_URL` is set',
    about: '`production` selects the safe defaults of this page. Another word, such as `development`, turns them off.',
  },
  SIMULATOR: {
    group: 'may',
    type: 'choice',
    choices: ['on', 'off'],
    defaultText: '`on` without `UPSTREAM_URL`, in production `off`',
    about: '`on` serves the embedded simulator, whose money is not real. Production without `UPSTREAM_URL` needs it.',
  },
  SIMULATOR_PORT: {
    group: 'may',
    type: 'integer',
    min: 0,
    max: 65_535,
    fallback: 4_010,
    about: 'Port of the embedded simulator.',
  },
  SIMULATOR_SEED: {
    group: 'may',
    type: 'text',
    about:
      "Path of a JSON file with customers of the embedded simulator beside the sample data: see the simulator's guide.",
  },
  SIMULATOR_LATENCY: {
    group: 'may',
    type: 'text',
    defaultText: '`none`',
    about:
      'Time that every answer of the embedded simulator takes: `near`, `far`, `slow`, or milliseconds such as `50-400`.',
  },
  SIMULATOR_ORDER_DELAY_MS: {
    group: 'may',
    type: 'integer',
    min: 0,
    max: 2_147_483_647,
    fallback: 5_000,
    about: 'Milliseconds until an order of the embedded simulator ends.',
  },
  SIMULATOR_SOURCE_AMOUNT: {
    group: 'may',
    type: 'text',
    defaultText: '`50`',
    about: 'Amount that is paid for an order of the embedded simulator.',
  },
  ALLOWED_HOSTS: {
    group: 'may',
    type: 'list',
    defaultText: "loopback's names and `HOST`",
    about:
      'Host names that requests may use: `gw.example.com`, `gw.example.com:8443`, `*.example.com`, or `*` if a proxy checks the Host header.',
  },
  CORS_ORIGINS: {
    group: 'may',
    type: 'list',
    defaultText: 'Apollo Studio and localhost with any port, in production none',
    about:
      'Origins of web pages that may use HTTP and WebSocket: `https://app.example.com`, `http://localhost:*`, `https://*.example.com`, `capacitor://localhost`, or `*`.',
  },
  TRUST_PROXY: {
    group: 'may',
    type: 'list',
    about: 'Addresses and ranges of proxies whose `x-forwarded-for` is trusted: `10.0.0.0/8,fd00::/8`, `loopback`.',
  },
  HTTP_PROXY: {
    group: 'may',
    type: 'text',
    about: 'Proxy for `http:` addresses of the REST API and the key set. Lower case works too.',
  },
  HTTPS_PROXY: { group: 'may', type: 'text', about: 'Proxy for `https:` addresses of the REST API and the key set.' },
  NO_PROXY: { group: 'may', type: 'text', about: 'Hosts that are reached without a proxy.' },
  UPSTREAM_TIMEOUT_MS: {
    group: 'may',
    type: 'integer',
    min: 1,
    max: MAX_TIMEOUT_MS,
    fallback: 5 * SECOND,
    about: 'Deadline of one read of the REST API, retries included.',
  },
  UPSTREAM_WRITE_TIMEOUT_MS: {
    group: 'may',
    type: 'integer',
    min: 1,
    max: MAX_TIMEOUT_MS,
    fallback: 30 * SECOND,
    about: 'Deadline of one write to the REST API.',
  },
  OPERATION_TIMEOUT_MS: {
    group: 'may',
    type: 'integer',
    min: 1,
    max: MAX_TIMEOUT_MS,
    fallback: 10 * SECOND,
    about: 'Deadline of one GraphQL operation.',
  },
  DRAIN_DELAY_MS: {
    group: 'may',
    type: 'integer',
    min: 0,
    max: 60_000,
    fallback: 0,
    about:
      'Time that a stopping instance goes on serving while `/readyz` is 503, so that balancers stop sending. It closes its sockets over this time. The image sets 5000.',
  },
  UPSTREAM_CONNECTIONS: {
    group: 'may',
    type: 'integer',
    min: 1,
    max: 10_000,
    fallback: 128,
    about:
      'Maximum number of connections to the REST API. A quarter is reserved for writes, and no endpoint can take all of either part.',
  },
  UPSTREAM_MAX_PAGE_SIZE: {
    group: 'may',
    type: 'integer',
    min: 1,
    max: 1_000,
    fallback: 50,
    about:
      "Page size that the gateway requests from the REST API's lists. If the REST API rejects it, the gateway requests 20.",
  },
  UPSTREAM_TIMEZONE: {
    group: 'may',
    type: 'text',
    fallback: 'UTC',
    about: "IANA name of the time zone in which the REST API writes an order's `created`.",
  },
  JWT_CUSTOMER_CLAIM: {
    group: 'may',
    type: 'text',
    fallback: 'customer_id',
    about: "Claim that holds the customer's id.",
  },
  JWT_OPERATOR_SCOPE: {
    group: 'may',
    type: 'text',
    fallback: 'wallet:operator',
    about: 'Word of `scope` that makes the viewer an operator.',
  },
  JWT_CLOCK_TOLERANCE_S: {
    group: 'may',
    type: 'integer',
    min: 0,
    max: 300,
    fallback: 10,
    about: "Seconds that a token's `nbf` and `iat` may be ahead of this machine's clock. `exp` has no tolerance.",
  },
  WEBHOOK_SIGNATURE_HEADER: {
    group: 'may',
    type: 'text',
    fallback: 'x-signature',
    about: 'Header with the signature for `WEBHOOK_HMAC_SECRET`.',
  },
  WEBHOOK_REPLAY_WINDOW_S: {
    group: 'may',
    type: 'integer',
    min: 1,
    max: 86_400,
    fallback: 300,
    about: 'Seconds in which a signed webhook that comes again is answered and has no effect.',
  },
  PAYMENT_INSTRUCTION_FIELDS: {
    group: 'may',
    type: 'list',
    fallback: ['paymentInstructions', 'bankTransfer', 'paymentUrl'],
    about:
      "Members of the REST API's answer to Create top-up order that `paymentInstructions` shows. The gateway drops others and logs each name once.",
  },
  DIRECTORY_SEED: {
    group: 'may',
    type: 'text',
    about: 'Path of a file with known customers, wallets and orders, one JSON object a line.',
  },
  RECONCILE_INTERVAL_MS: {
    group: 'may',
    type: 'integer',
    min: 100,
    max: 86_400 * SECOND,
    fallback: 15 * SECOND,
    about: 'Interval at which a watched, unfinished order is read again without a webhook.',
  },
  RECONCILE_RATE: {
    group: 'may',
    type: 'integer',
    min: 1,
    max: 100_000,
    fallback: 50,
    about: 'Maximum number of reads a second for all watched orders of a process. Above it, intervals stretch.',
  },
  INTROSPECTION: {
    group: 'may',
    type: 'choice',
    choices: ['on', 'off'],
    defaultText: PRODUCTION_OFF,
    about: 'Whether clients can query the schema.',
  },
  COST_EXTENSION: {
    group: 'may',
    type: 'choice',
    choices: ['on', 'off'],
    defaultText: PRODUCTION_OFF,
    about:
      'Whether results contain `extensions.cost`: the REST calls that an operation could cost, that it made, and `MAX_REST_CALLS`; and `rateLimit`, what is left of `RATE_LIMIT`.',
  },
  EXPLORER: {
    group: 'may',
    type: 'choice',
    choices: ['local', 'sandbox', 'off'],
    defaultText: '`local`, in production `off`',
    about:
      'What a browser gets at `/graphql`: the explorer Altair, which works without internet (`local`), Apollo Sandbox, which loads from its makers (`sandbox`), or nothing.',
  },
  SANDBOX: {
    group: 'may',
    type: 'choice',
    choices: ['on', 'off'],
    defaultText: 'by `EXPLORER`',
    about: 'Earlier form of `EXPLORER`: `on` means `sandbox`. `EXPLORER` takes precedence.',
  },
  TRUSTED_DOCUMENTS: {
    group: 'may',
    type: 'list',
    about:
      'Paths of manifests with the only documents that run, one for each application: `web=./web.json,ios=./ios.json`. Without a name, the file gives it. Absent: every document runs.',
  },
  TRUSTED_DOCUMENTS_MODE: {
    group: 'may',
    type: 'choice',
    choices: ['enforce', 'log'],
    defaultText: '`enforce`',
    about: '`log` lets documents that are not trusted run, and logs and counts them, while manifests are rolled out.',
  },
  FEDERATION: {
    group: 'may',
    type: 'choice',
    choices: ['on', 'off'],
    defaultText: '`off`',
    about: 'Whether the gateway is a subgraph of a larger graph, by Apollo Federation 2: see federation.md.',
  },
  METRICS_PORT: {
    group: 'may',
    type: 'text',
    defaultText: '`9464`, or the next free port',
    about: 'Port of `GET /metrics`, on a listener of its own, or `off`.',
  },
  METRICS_HOST: {
    group: 'may',
    type: 'text',
    defaultText: 'as `HOST`',
    about: 'Address that the listener of the metrics uses.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    group: 'may',
    type: 'url',
    about:
      "Address of an OpenTelemetry collector (OTLP over HTTP). Turns traces on. OpenTelemetry's other variables hold too, such as `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_TRACES_SAMPLER`.",
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    group: 'may',
    type: 'choice',
    choices: ['http/protobuf', 'http/json'],
    fallback: 'http/protobuf',
    about: 'Encoding of the spans.',
  },
  LOG_REQUESTS: {
    group: 'may',
    type: 'choice',
    choices: ['on', 'off'],
    fallback: 'on',
    about: 'Whether the log has a line for each operation, webhook, WebSocket and subscription.',
  },
  AUDIT_IDS: {
    group: 'may',
    type: 'choice',
    choices: ['plain', 'hashed'],
    fallback: 'plain',
    about: 'Whether the audit log has ids of viewers and customers as they are, or as hashes.',
  },
  LOG_LEVEL: {
    group: 'may',
    type: 'choice',
    choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    fallback: 'info',
    mayBeFile: true,
    about: 'Level of the log on standard error. SIGHUP reads `LOG_LEVEL_FILE` again.',
  },
} as const satisfies Record<string, Setting>;
