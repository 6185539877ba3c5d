/**
 * The contract of the REST API, by its documentation (REST API: Endpoints).
 *
 * One set of schemas serves every reader: the REST client decodes with them, the simulator and the webhook validate with
 * them, and `schema/openapi.json` is generated from them. Objects are open: a member that the documentation doesn't name
 * is never a reason to refuse an answer.
 */
import Type, { type Static, type TSchema } from 'typebox';

/**
 * An id of the REST API as it may stand in a path: the characters that its own ids are made of and a few that ids of
 * other APIs hold, none of which can end a path segment, start a query or climb a directory.
 */
export const ID_PATTERN = '^[A-Za-z0-9_][A-Za-z0-9_.:@~+=|-]{0,127}$';

const ID = new RegExp(ID_PATTERN);
/** Whether a text can be an id of the REST API. */
export const isId = (text: string): boolean => ID.test(text);

const Id = Type.String({ pattern: ID_PATTERN, description: "The REST API's own id." });
const DecimalString = Type.String({
  pattern: '^-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$',
  description: 'An amount in decimal notation.',
});
const Timestamp = Type.String({ minLength: 1, description: 'RFC 3339, such as 2025-11-06T02:13:00Z.' });
const NextCursor = Type.Optional(
  Type.Union([Type.String(), Type.Null()], { description: 'Where the next page starts; null at the end.' }),
);

export const CreateCustomerBody = Type.Object({
  externalRef: Type.String(),
  name: Type.String(),
  email: Type.String(),
  metadata: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type CreateCustomerBody = Static<typeof CreateCustomerBody>;

export const CreatedCustomer = Type.Object({
  customerId: Id,
  externalRef: Type.String(),
  name: Type.String(),
  email: Type.String(),
  createdAt: Timestamp,
});
export type CreatedCustomer = Static<typeof CreatedCustomer>;

export const CreateWalletBody = Type.Object({ customerId: Id, asset: Type.String(), network: Type.String() });
export type CreateWalletBody = Static<typeof CreateWalletBody>;

const walletMembers = {
  walletId: Id,
  asset: Type.String(),
  network: Type.String(),
  address: Type.String(),
  status: Type.String({ description: 'Such as ACTIVE; the documentation lists no others.' }),
};

export const CreatedWallet = Type.Object({ ...walletMembers, customerId: Id, createdAt: Timestamp });
export type CreatedWallet = Static<typeof CreatedWallet>;

export const ListedWallet = Type.Object(walletMembers);
export type ListedWallet = Static<typeof ListedWallet>;

export const WalletPage = Type.Object({ items: Type.Array(ListedWallet), nextCursor: NextCursor });
export type WalletPage = Static<typeof WalletPage>;

export const WalletBalance = Type.Object({
  walletId: Id,
  asset: Type.String(),
  network: Type.String(),
  available: DecimalString,
  pending: DecimalString,
  updatedAt: Timestamp,
});
export type WalletBalance = Static<typeof WalletBalance>;

export const WalletTransaction = Type.Object({
  txId: Type.String({ minLength: 1 }),
  type: Type.String({ description: 'CREDIT or DEBIT.' }),
  reason: Type.String({ description: 'What the entry is for, such as TOPUP_CREDIT.' }),
  amount: DecimalString,
  asset: Type.String(),
  network: Type.String(),
  txHash: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  createdAt: Timestamp,
});
export type WalletTransaction = Static<typeof WalletTransaction>;

export const TransactionPage = Type.Object({ items: Type.Array(WalletTransaction), nextCursor: NextCursor });
export type TransactionPage = Static<typeof TransactionPage>;

/** What must be there of a listed wallet: the rest is null, or read elsewhere. */
export const WalletEntry = Type.Object({ walletId: Id });

/** A page of a list as it is taken: its entries are held against the contract one by one, and some APIs write an empty list as null. */
export const CursorPage = Type.Object({
  items: Type.Union([Type.Array(Type.Unknown()), Type.Null()]),
  nextCursor: Type.Optional(Type.Union([Type.String(), Type.Integer(), Type.Null()])),
});
/** As {@link CursorPage}, where the list is all of `data`. */
export const PlainList = Type.Array(Type.Unknown());

export const QuoteBody = Type.Object({ sourceCurrency: Type.String(), targetCurrency: Type.String() });
export type QuoteBody = Static<typeof QuoteBody>;

export const Quote = Type.Object({
  queryNo: Type.String({ minLength: 1, description: 'The quoteId of an order.' }),
  rate: Type.Number(),
});
export type Quote = Static<typeof Quote>;

export const CreateOrderBody = Type.Object({
  quoteId: Type.String({ minLength: 1 }),
  walletId: Id,
  payer: Type.Object({ name: Type.String() }),
});
export type CreateOrderBody = Static<typeof CreateOrderBody>;

export const Order = Type.Object({
  orderId: Id,
  status: Type.String({ description: 'TRANSFERRING, CREDITED, COMPLETED or FAILED.' }),
  created: Type.String({ minLength: 1, description: 'Without a zone, such as 2025-12-03 17:07:48.' }),
  quoteSnapshot: Type.Object({
    fee: Type.Number(),
    feeCurrency: Type.String(),
    sourceAmount: Type.Number(),
    sourceCurrency: Type.String(),
    targetAmount: Type.Number(),
    targetCurrency: Type.String(),
  }),
});
export type Order = Static<typeof Order>;

export const OrderList = Type.Array(Order);
export type OrderList = Static<typeof OrderList>;

export const AssetNetworkMatrix = Type.Object({
  matrix: Type.Array(
    Type.Object({
      asset: Type.String(),
      network: Type.String(),
      minTopupFiat: DecimalString,
      settlementSlaMins: Type.Integer({ minimum: -2147483648, maximum: 2147483647 }),
    }),
  ),
});
export type AssetNetworkMatrix = Static<typeof AssetNetworkMatrix>;

/** What the webhook must hold for us to act on it. It is only a hint, so no more of the order is asked for than its id. */
export const TopupStatusHint = Type.Object({
  event: Type.Literal('topup.status'),
  data: Type.Object({ orderId: Id }),
});
export type TopupStatusHint = Static<typeof TopupStatusHint>;

/** The webhook as the documentation shows it: what the simulator sends, and what OpenAPI describes. */
export const TopupStatusEvent = Type.Object({ event: Type.Literal('topup.status'), data: Order });
export type TopupStatusEvent = Static<typeof TopupStatusEvent>;

/** `{"status":"1","data":…}`; `extra` is what stands beside `data`, as `total` does in the order list. */
export const success = <Data extends TSchema>(data: Data, extra: Record<string, TSchema> = {}) =>
  Type.Object({ status: Type.Literal('1'), data, ...extra });

/** `{"status":"-1","message":…}`, with HTTP 400 or, as the quote's description allows, 200. */
export const Failure = Type.Object({ status: Type.Literal('-1'), message: Type.Optional(Type.String()) });
export type Failure = Static<typeof Failure>;

/** What a webhook is answered. */
export const Received = Type.Object({ status: Type.Literal('1') });
