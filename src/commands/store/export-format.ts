/** The lines of an export: those of a seed, and what the store holds besides. */
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { CURSOR_KEY } from '../../directory/cursor-key.js';
import { SeedRecord } from '../../directory/facts.js';
import { keyOf } from '../../directory/store-keys.js';

/** The first line. */
export const ExportHeader = Type.Object({
  export: Type.Object({
    format: Type.Literal(1),
    upstream: Type.String(),
    /** Time of the store in milliseconds, with which deadlines in records are compared. */
    time: Type.Number(),
  }),
});

/** Any other entry of the store: its key and value. */
export const ExportedEntry = Type.Object(
  { entry: Type.Tuple([Type.String({ minLength: 1 }), Type.String()]) },
  { additionalProperties: false },
);

const Attempt = {
  attempt: Type.String({ minLength: 1 }),
  inputHash: Type.String(),
  owner: Type.String(),
  walletId: Type.String(),
  quoteId: Type.String(),
  creates: Type.Optional(Type.Union([Type.Literal('wallet'), Type.Literal('customer')])),
  customerId: Type.Optional(Type.String()),
  startedAt: Type.String(),
};
/** The members of an idempotency key's record that the gateway reads (idempotency/key-record.ts). */
const keyRecords = Compile(
  Type.Union([
    Type.Object({ ...Attempt, state: Type.Literal('unknown') }),
    Type.Object({ ...Attempt, state: Type.Literal('sending'), until: Type.Number() }),
    Type.Object({ ...Attempt, state: Type.Literal('settled'), until: Type.Number(), orderId: Type.String() }),
    Type.Object({ state: Type.Literal('claimed') }),
  ]),
);
const objects = Compile(Type.Record(Type.String(), Type.Unknown()));

/** Whether the store has such entries, and the gateway can read this one. */
export function isKnownEntry(key: string, value: string): boolean {
  if (key === CURSOR_KEY || key.startsWith(keyOf.externalRef(''))) return value !== '';
  try {
    const content: unknown = JSON.parse(value);
    if (key.startsWith(keyOf.idempotency(''))) return keyRecords.Check(content);
    return key.startsWith(keyOf.payment('')) && objects.Check(content);
  } catch {
    return false;
  }
}

/** The last line, without which a file is a part of an export. */
export const ExportEnd = Type.Object({ end: Type.Object({ records: Type.Integer() }) });

export const ExportLine = Type.Union([ExportHeader, SeedRecord, ExportedEntry, ExportEnd]);
export type ExportLine = Static<typeof ExportLine>;
