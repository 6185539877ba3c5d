/** Every endpoint of the REST API, one row each: where it is, what it takes and what it answers. */
import Type, { type TSchema } from 'typebox';
import * as contract from './contract.js';

export type Method = 'GET' | 'POST';
/** The parameter that names what a read is about: a change of it makes the read too old to be shared. */
export type About = 'customerId' | 'walletId' | 'orderId';

export interface Endpoint {
  /** Names the endpoint in logs, breakers and OpenAPI (`operationId`). */
  readonly name: string;
  readonly method: Method;
  /** `{name}` is a path parameter. */
  readonly path: string;
  readonly summary: string;
  readonly about?: About;
  /** Query parameters, each optional. */
  readonly query?: readonly string[];
  readonly body?: TSchema;
  readonly data: TSchema;
  /** What a success holds beside `data`. */
  readonly extra?: Readonly<Record<string, TSchema>>;
  /** Of a list: how its pages are taken, and each of its entries, which has an id of this name. */
  readonly list?: { readonly page: TSchema; readonly entry: TSchema; readonly id: string };
  /** Whether the answer has amounts as JSON numbers, which must not pass through a float. */
  readonly exactNumbers?: boolean;
  /** Messages that the documentation shows for a failure. */
  readonly failures?: readonly string[];
}

const endpoint = <const Row extends Endpoint>(row: Row): Row => row;

export const createCustomer = endpoint({
  name: 'createCustomer',
  method: 'POST',
  path: '/customers',
  summary: 'Create a customer',
  body: contract.CreateCustomerBody,
  data: contract.CreatedCustomer,
  failures: ['email already exists'],
});

export const createWallet = endpoint({
  name: 'createWallet',
  method: 'POST',
  path: '/wallets',
  summary: 'Create wallet',
  body: contract.CreateWalletBody,
  data: contract.CreatedWallet,
  failures: ['unsupported asset/network'],
});

export const customerWallets = endpoint({
  name: 'customerWallets',
  method: 'GET',
  path: '/customers/{customerId}/wallets',
  summary: 'List wallets by customer',
  about: 'customerId',
  query: ['limit', 'cursor'],
  data: contract.WalletPage,
  list: { page: contract.CursorPage, entry: contract.WalletEntry, id: 'walletId' },
});

export const walletBalance = endpoint({
  name: 'walletBalance',
  method: 'GET',
  path: '/wallets/{walletId}/balances',
  summary: 'Get wallet balance',
  about: 'walletId',
  data: contract.WalletBalance,
});

export const walletTransactions = endpoint({
  name: 'walletTransactions',
  method: 'GET',
  path: '/wallets/{walletId}/transactions',
  summary: 'Get wallet transactions',
  about: 'walletId',
  query: ['limit', 'cursor'],
  data: contract.TransactionPage,
  list: { page: contract.CursorPage, entry: contract.WalletTransaction, id: 'txId' },
});

export const createQuote = endpoint({
  name: 'createQuote',
  method: 'POST',
  path: '/global/payout/rate/query/price',
  summary: 'Create quote',
  body: contract.QuoteBody,
  data: contract.Quote,
  exactNumbers: true,
});

export const createOrder = endpoint({
  name: 'createOrder',
  method: 'POST',
  path: '/topup/orders',
  summary: 'Create top-up order',
  body: contract.CreateOrderBody,
  data: contract.Order,
  exactNumbers: true,
  failures: ['quote expired'],
});

export const order = endpoint({
  name: 'order',
  method: 'GET',
  path: '/topup/orders/{orderId}',
  summary: 'Get top-up order status',
  about: 'orderId',
  data: contract.Order,
  exactNumbers: true,
});

export const orders = endpoint({
  name: 'orders',
  method: 'GET',
  path: '/topup/orders',
  summary: 'List top-up orders',
  about: 'walletId',
  query: ['walletId', 'status', 'pageSize', 'pages'],
  data: contract.OrderList,
  list: { page: contract.PlainList, entry: contract.Order, id: 'orderId' },
  extra: { total: Type.Integer({ minimum: 0, maximum: 2147483647 }) },
  exactNumbers: true,
});

export const assetNetworks = endpoint({
  name: 'assetNetworks',
  method: 'GET',
  path: '/assets/networks',
  summary: 'Get supported assets & networks',
  data: contract.AssetNetworkMatrix,
});

export const endpoints: readonly Endpoint[] = [
  createCustomer,
  createWallet,
  customerWallets,
  walletBalance,
  walletTransactions,
  createQuote,
  createOrder,
  order,
  orders,
  assetNetworks,
];
