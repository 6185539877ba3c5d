/** Bounds on requests, sockets and viewers. Those of documents are declared with the checks that enforce them. */
import { LIMIT_RULES, type Limits } from '../../graphql/admission/limits/limits.js';
import type { IntegerSetting, Setting } from './setting.js';

const MB = 1024 * 1024;
const MIN_BYTES = 1_024;
const MIN_MS = 100;
const MAX_MS = 600_000;
const MAX_COUNT = 10_000_000;

export const LIMIT_SETTINGS = {
  RATE_LIMIT: {
    group: 'limits',
    type: 'text',
    fallback: 'off',
    about:
      'Requests and WebSocket operations of one viewer, else of one address, such as `600/1m` (`s`, `m` or `h`, at most 24h). With Redis, all instances count together.',
  },
  MAX_REST_CALLS: {
    group: 'limits',
    type: 'integer',
    min: 1,
    max: 1_000_000,
    fallback: 300,
    about: 'Maximum number of REST calls that an operation may cost, calculated before it runs.',
  },
  MAX_SOCKETS: {
    group: 'limits',
    type: 'integer',
    min: 1,
    max: MAX_COUNT,
    fallback: 20_000,
    about: 'Maximum number of WebSockets, and also of event streams. More are rejected with HTTP 503.',
  },
  MAX_SUBSCRIPTIONS_PER_SOCKET: {
    group: 'limits',
    type: 'integer',
    min: 1,
    max: MAX_COUNT,
    fallback: 100,
    about: 'Maximum number of subscriptions on one WebSocket.',
  },
  MAX_SUBSCRIPTIONS_PER_VIEWER: {
    group: 'limits',
    type: 'integer',
    min: 1,
    max: MAX_COUNT,
    fallback: 200,
    about:
      'Maximum number of subscriptions of one viewer on all transports of a process. Not applied with `AUTH=none`.',
  },
  LIMIT_BODY_BYTES: {
    group: 'limits',
    type: 'integer',
    min: MIN_BYTES,
    max: 10 * MB,
    fallback: 100 * 1024,
    about: 'Maximum length of a request body in bytes. Longer ones are rejected with HTTP 413.',
  },
  LIMIT_MESSAGE_BYTES: {
    group: 'limits',
    type: 'integer',
    min: MIN_BYTES,
    max: 10 * MB,
    fallback: 64 * 1024,
    about: 'Maximum length of a WebSocket message in bytes. A longer one closes the socket with 1009.',
  },
  LIMIT_HEADERS_MS: {
    group: 'limits',
    type: 'integer',
    min: MIN_MS,
    max: MAX_MS,
    defaultText: '`10000`, or `LIMIT_REQUEST_MS` if that is less',
    about: 'Time in which the head of a request must arrive. Slower ones are rejected with HTTP 408.',
  },
  LIMIT_REQUEST_MS: {
    group: 'limits',
    type: 'integer',
    min: MIN_MS,
    max: MAX_MS,
    fallback: 30_000,
    about: 'Time in which a whole request must arrive. Slower ones are rejected with HTTP 408.',
  },
  LIMIT_INIT_MS: {
    group: 'limits',
    type: 'integer',
    min: MIN_MS,
    max: MAX_MS,
    fallback: 3_000,
    about: 'Time in which a WebSocket must send `connection_init`. Slower ones are closed with 4408.',
  },
  KEEP_ALIVE_TIMEOUT_MS: {
    group: 'limits',
    type: 'integer',
    min: 1_000,
    max: 3_600_000,
    fallback: 72_000,
    about: 'Time that an idle connection is kept open. Set it longer than the idle timeout of the load balancer.',
  },
  LIMIT_EVENT_LOOP_DELAY_MS: {
    group: 'limits',
    type: 'integer',
    min: 10,
    max: 60_000,
    fallback: 500,
    about: 'Mean event-loop delay over a second above which the gateway rejects new work with HTTP 503.',
  },
  LIMIT_MEMORY_MB: {
    group: 'limits',
    type: 'integer',
    min: 1,
    max: 1_000_000,
    defaultText: "nine tenths of the container's memory",
    about: 'Memory of the process above which it rejects new work with HTTP 503 in three of four seconds.',
  },
  ...documentLimits(),
} as const satisfies Record<string, Setting>;

function documentLimits(): Record<(typeof LIMIT_RULES)[keyof Limits]['name'], IntegerSetting> {
  const rules = Object.values(LIMIT_RULES);
  return Object.fromEntries(
    rules.map(({ name, fallback, max, about }) => [
      name,
      { group: 'limits', type: 'integer', min: 1, max, fallback, about },
    ]),
  ) as Record<(typeof LIMIT_RULES)[keyof Limits]['name'], IntegerSetting>;
}
