/** An order from the answer that created it, which unlike later ones contains payment instructions. */
import type { JsonObject } from '../directory/facts.js';
import type { TimeZone } from '../rest/decoding/time-zone.js';
import type { WriteAnswer } from '../rest/decoding/write-answer.js';
import { RestError } from '../rest/rest-errors.js';
import type { TopupOrder } from './topup-order.js';
import { toTopupStatus } from './topup-status.js';

const DOCUMENTED = new Set(['orderId', 'status', 'created', 'quoteSnapshot']);

export interface CreatedOrderOptions {
  walletId: string;
  /** Time zone of a `created` without one. */
  timezone: TimeZone;
  /** `PAYMENT_INSTRUCTION_FIELDS` */
  paymentFields: ReadonlySet<string>;
}

/**
 * A member that cannot be read is an error, which GraphQL reports at its own field beside the rest of the order.
 *
 * @throws {BadMember} if the order has no id, so that it cannot be identified.
 */
export function toCreatedOrder(
  answer: WriteAnswer,
  { walletId, timezone, paymentFields }: CreatedOrderOptions,
): TopupOrder {
  const rawStatus = answer.text('status');
  const quote = answer.at('quoteSnapshot');
  const order = {
    id: answer.id('orderId'),
    status: typeof rawStatus === 'string' ? toTopupStatus(rawStatus) : rawStatus,
    rawStatus,
    createdAt: answer.timestamp('created', timezone),
    quote: {
      fee: quote.decimal('fee'),
      feeCurrency: quote.text('feeCurrency'),
      sourceAmount: quote.decimal('sourceAmount'),
      sourceCurrency: quote.text('sourceCurrency'),
      targetAmount: quote.decimal('targetAmount'),
      targetCurrency: quote.text('targetCurrency'),
    },
    paymentInstructions: paymentInstructionsOf(answer, paymentFields),
    walletId,
  };
  // Nothing but GraphQL reads the members that may be errors.
  return order as TopupOrder;
}

/** Names of members that neither the documentation nor `PAYMENT_INSTRUCTION_FIELDS` has: clients are not shown these. */
export const droppedMembersOf = (answer: WriteAnswer, paymentFields: ReadonlySet<string>): string[] =>
  answer.names.filter((name) => !DOCUMENTED.has(name) && !paymentFields.has(name));

/** Null if the answer has none of the members that clients can see; an error if one of them cannot be read. */
function paymentInstructionsOf(answer: WriteAnswer, fields: ReadonlySet<string>): JsonObject | RestError | null {
  const members = answer.names
    .filter((name) => !DOCUMENTED.has(name) && fields.has(name))
    .map((name): [string, unknown] => [name, answer.json(name)]);
  for (const [, value] of members) if (value instanceof RestError) return value;
  return members.length > 0 ? Object.fromEntries(members) : null;
}
