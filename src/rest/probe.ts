/** One question to the REST API, to find out whether the deployment fits it: at a start, and for `npm run doctor`. */
import { randomUUID } from 'node:crypto';
import { adviceFor, causeCodeOf } from './advice.js';
import { assetNetworks } from './contract/endpoints.js';
import { Decoder } from './decoding/decode.js';
import type { Call, RawResponse } from './transport/call.js';
import type { Transport } from './transport/transport.js';
import { TransportError } from './transport/transport-error.js';

export interface Probe {
  /** Undefined if the REST API answered as its contract says. */
  problem: string | undefined;
  advice: string | undefined;
  /** This machine's clock minus the REST API's, in milliseconds, to the second that the `date` header has. Undefined without that header. */
  clockSkewMs: number | undefined;
}

/** A clock that differs by more makes good tokens look expired. The `date` header has whole seconds. */
export const MAX_CLOCK_SKEW_MS = 5_000;
const OTHER_API = 'something else answers: check the host and the path prefix of UPSTREAM_URL';

/** Asks *Get supported assets & networks* once. Never rejects. @param timeoutMs Time for the answer. */
export async function probeUpstream(transport: Transport, timeoutMs: number): Promise<Probe> {
  let date: string | undefined;
  try {
    const response = await ask(transport, timeoutMs, (value) => {
      date = value;
    });
    return { ...judge(response), clockSkewMs: skewOf(date) };
  } catch (error) {
    const code = causeCodeOf(error);
    const detail = error instanceof TransportError ? error.failure : 'failed';
    const problem = code === undefined ? `no answer (${detail})` : `no answer (${detail}, ${code})`;
    return { problem, advice: adviceFor(code), clockSkewMs: undefined };
  }
}

function ask(transport: Transport, timeoutMs: number, onDate: (value: string | undefined) => void) {
  let call: Call | undefined;
  const timer = setTimeout(() => call?.stop('timeout'), timeoutMs);
  return new Promise<RawResponse>((resolve, reject) => {
    const listener = {
      mayLeave: () => true,
      repeated: () => {},
      responded: ({ date }: NodeJS.Dict<string | string[]>) => onDate(typeof date === 'string' ? date : undefined),
      answered: resolve,
      failed: reject,
    };
    call = transport.begin({ endpoint: assetNetworks, path: assetNetworks.path }, listener, randomUUID());
  }).finally(() => clearTimeout(timer));
}

function judge({ status, body }: RawResponse): Pick<Probe, 'problem' | 'advice'> {
  const envelope = new Decoder().decode(assetNetworks, body);
  if (status < 300 && envelope.kind === 'success') return { problem: undefined, advice: undefined };
  const detail = envelope.kind === 'unreadable' ? envelope.detail : envelope.kind;
  return { problem: `HTTP ${status}, ${detail}`, advice: adviceFor(undefined, status) ?? OTHER_API };
}

function skewOf(date: string | undefined): number | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : Date.now() - time;
}
