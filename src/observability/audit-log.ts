/** The audit log: one line for each write to the REST API, at any `LOG_LEVEL` but `silent`. */
import { hash } from 'node:crypto';
import type { Logger } from 'pino';

/** `carried-out` and `rejected`: as the REST API answered. `not-sent`: nothing left. `unknown`: an operator must find out. */
export type WriteOutcome = 'carried-out' | 'rejected' | 'not-sent' | 'unknown';

export interface AuditEntry {
  readonly requestId: string;
  /** Name of the viewer: `customer:`, `operator:` or `operator`. */
  readonly actor: string;
  /** Name of the endpoint. */
  readonly write: string;
  /** Ids in the request and in the response, by their names in the REST API. */
  readonly ids: Readonly<Record<string, string>>;
  readonly outcome: WriteOutcome;
  /** The attempt under an idempotency key. */
  readonly attempt: string | undefined;
}

/** Length of a hashed id in characters of hexadecimal: 64 bits. */
const HASH_LENGTH = 16;

export class AuditLog {
  readonly #log: Logger;
  readonly #isHashed: boolean;

  /** @param isHashed `AUDIT_IDS=hashed`: ids of viewers and customers are written as hashes, which stay the same for one id. */
  constructor(log: Logger, isHashed: boolean) {
    this.#log = log.level === 'silent' ? log : log.child({}, { level: 'info' });
    this.#isHashed = isHashed;
  }

  write({ actor, ids, ...entry }: AuditEntry): void {
    const { customerId } = ids;
    const shown = this.#isHashed
      ? {
          actor: hashedActor(actor),
          ids: { ...ids, ...(customerId !== undefined && { customerId: hashed(customerId) }) },
        }
      : { actor, ids };
    this.#log.info({ component: 'audit', ...entry, ...shown }, 'write ended');
  }
}

const hashed = (id: string): string => hash('sha256', id).slice(0, HASH_LENGTH);

/** The kind of the viewer stays readable. */
function hashedActor(actor: string): string {
  const end = actor.search(/[:#]/);
  return end < 0 ? actor : `${actor.slice(0, end + 1)}${hashed(actor.slice(end + 1))}`;
}
