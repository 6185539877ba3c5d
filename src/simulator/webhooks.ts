/** Sends `topup.status` webhooks, and sends them again when they aren't taken. */
import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import type { Faults } from './faults.js';
import { exactJson } from './routes/envelope.js';
import { orderJson } from './routes/order-json.js';
import type { Order } from './simulated-state.js';
import type { Timers } from './timers.js';

const ANSWER_DEADLINE_MS = 5000;
const DEFAULT_LATE_MS = 1000;

export class Webhooks {
  readonly #faults: Faults;
  readonly #timers: Timers;
  readonly #retryDelaysMs: readonly number[];
  /** No kept connections: a receiver that stops is not held up by ours, and one that starts anew is not met on a dead one. */
  readonly #agent = new Agent({ pipelining: 0, headersTimeout: 0, bodyTimeout: 0 });
  #url: string | undefined;
  /** A webhook that waits for the next one to overtake it. */
  #held: string | undefined;

  readonly #signature: WebhookSignature | undefined;

  constructor(faults: Faults, timers: Timers, options: WebhookOptions) {
    this.#faults = faults;
    this.#timers = timers;
    this.#retryDelaysMs = options.webhookRetryDelaysMs;
    this.#url = options.webhookUrl;
    this.#signature = options.webhookSignature;
  }

  /** Where webhooks go from now on, retries of earlier ones included. */
  setUrl(url: string): void {
    this.#url = url;
  }

  /** Tells the receiver of the order's state as it now is. Returns at once. */
  announce(order: Order): void {
    if (this.#url === undefined) return;
    const body = exactJson({ event: 'topup.status', data: orderJson(order) });
    const overtaken = this.#held;
    const fault = this.#faults.takeForWebhook(order.orderId, overtaken === undefined ? undefined : 'reordered');
    if (fault?.kind === 'reordered') {
      this.#held = body;
      return;
    }
    this.#held = undefined;
    void this.#sendInTurn(
      bodiesOf(body, fault?.kind),
      overtaken,
      fault?.kind === 'late' ? (fault.ms ?? DEFAULT_LATE_MS) : 0,
    );
  }

  /** Ends what is on its way; nothing is sent afterwards. The timers must have been closed. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #sendInTurn(bodies: readonly string[], overtaken: string | undefined, delayMs: number): Promise<void> {
    await this.#timers.wait(delayMs);
    for (const body of bodies) await this.#send(body);
    if (overtaken !== undefined) await this.#send(overtaken);
  }

  /** Resolves after the first attempt; further ones are left to timers. */
  async #send(body: string, retries = 0): Promise<void> {
    if (await this.#isTaken(body)) return;
    const delayMs = this.#retryDelaysMs[retries];
    if (delayMs !== undefined) this.#timers.after(delayMs, () => void this.#send(body, retries + 1));
  }

  #signed(body: string): Record<string, string> {
    if (!this.#signature) return {};
    const { secret, header } = this.#signature;
    return { [header]: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
  }

  async #isTaken(body: string): Promise<boolean> {
    const deadline = new AbortController();
    const cancel = this.#timers.after(ANSWER_DEADLINE_MS, () => deadline.abort());
    try {
      const answer = await request(this.#url ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...this.#signed(body) },
        body,
        dispatcher: this.#agent,
        signal: deadline.signal,
      });
      await answer.body.dump();
      return answer.statusCode >= 200 && answer.statusCode < 300;
    } catch {
      return false;
    } finally {
      cancel();
    }
  }
}

/** How webhooks are signed: HMAC with SHA-256 over the body, in a header. */
export interface WebhookSignature {
  secret: string;
  header: string;
}

interface WebhookOptions {
  readonly webhookRetryDelaysMs: readonly number[];
  readonly webhookUrl: string | undefined;
  readonly webhookSignature: WebhookSignature | undefined;
}

function bodiesOf(body: string, kind: string | undefined): readonly string[] {
  if (kind === 'lost') return [];
  return kind === 'doubled' ? [body, body] : [body];
}
