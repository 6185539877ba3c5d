/** The facts that the directory holds. */
import Type, { type Static } from 'typebox';
import { ID_PATTERN } from '../rest/contract/contract.js';

const Id = Type.String({ pattern: ID_PATTERN });
const Text = Type.String({ minLength: 1 });
const JsonObject = Type.Record(Type.String(), Type.Unknown());

/** The profile of a customer, which the REST API returns only at creation. */
export const CustomerProfile = Type.Object({
  id: Id,
  externalRef: Text,
  name: Text,
  email: Text,
  metadata: Type.Optional(JsonObject),
  createdAt: Type.Optional(Text),
});
export type CustomerProfile = Static<typeof CustomerProfile>;

/** The owner and the constant members of a wallet, without status and balance. */
export const WalletFacts = Type.Object({
  id: Id,
  customerId: Type.Optional(Id),
  asset: Type.Optional(Text),
  network: Type.Optional(Text),
  address: Type.Optional(Text),
  createdAt: Type.Optional(Text),
});
export type WalletFacts = Static<typeof WalletFacts>;

/** The wallet of an order, which the REST API's orders do not contain. */
export const OrderFacts = Type.Object({ id: Id, walletId: Id });
export type OrderFacts = Static<typeof OrderFacts>;

/** One line of `DIRECTORY_SEED`. */
export const SeedRecord = Type.Union([
  Type.Object({ customer: CustomerProfile }, { additionalProperties: false }),
  Type.Object({ wallet: WalletFacts }, { additionalProperties: false }),
  Type.Object({ order: OrderFacts }, { additionalProperties: false }),
]);
export type SeedRecord = Static<typeof SeedRecord>;

export type JsonObject = Record<string, unknown>;

/** Whether `whole` has each member of `facts`. Allocates nothing. */
export function isPartOf(facts: WalletFacts, whole: WalletFacts): boolean {
  for (const member in facts)
    if (facts[member as keyof WalletFacts] !== whole[member as keyof WalletFacts]) return false;
  return true;
}
