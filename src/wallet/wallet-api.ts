import type { Directory } from '../directory/directory.js';
import type { CursorPage, CursorPageRequest } from '../query/cursor-paging.js';
import type { RestClient } from '../rest/client.js';
import type { CreateWalletBody } from '../rest/contract.js';
import { createWallet, customerWallets, walletBalance, walletTransactions } from '../rest/endpoints.js';
import type { Reading } from '../rest/operation.js';
import { type Balance, toBalance } from './balance.js';
import { type Transaction, toTransaction } from './transaction.js';
import { factsOf, toCreatedWallet, toListedWallet, type Wallet } from './wallet.js';

/** Everything that the REST API tells about wallets; each answer teaches the directory. Null: there is no such thing. */
export class WalletApi {
  readonly #rest: RestClient;
  readonly #directory: Directory;
  readonly #timezone: string;

  constructor(rest: RestClient, directory: Directory, timezone: string) {
    this.#rest = rest;
    this.#directory = directory;
    this.#timezone = timezone;
  }

  /** *List wallets by customer*. */
  async ofCustomer(
    customerId: string,
    { cursor, limit }: CursorPageRequest,
    operation: Reading,
  ): Promise<CursorPage<Wallet> | null> {
    const request = { params: { customerId }, query: { limit, cursor } };
    const page = await this.#rest.read(customerWallets, request, operation, (data) => ({
      items: data.items.map((item) => toListedWallet(item, customerId)),
      nextCursor: data.nextCursor ?? null,
    }));
    if (!page) return null;
    this.#directory.sawCustomer(customerId);
    for (const wallet of page.items) this.#directory.sawWallet(factsOf(wallet));
    return page;
  }

  /** *Get wallet balance*. */
  async balance(walletId: string, operation: Reading): Promise<Balance | null> {
    const balance = await this.#rest.read(walletBalance, { params: { walletId } }, operation, (data) =>
      toBalance(data, walletId, this.#timezone),
    );
    if (balance) this.#directory.sawWallet({ id: walletId, asset: balance.asset, network: balance.network });
    return balance;
  }

  /** *Get wallet transactions*. */
  transactions(
    walletId: string,
    { cursor, limit }: CursorPageRequest,
    operation: Reading,
  ): Promise<CursorPage<Transaction> | null> {
    const request = { params: { walletId }, query: { limit, cursor } };
    return this.#rest.read(walletTransactions, request, operation, (data) => ({
      items: data.items.map((item) => toTransaction(item, this.#timezone)),
      nextCursor: data.nextCursor ?? null,
    }));
  }

  /** *Create wallet*. Resolves when the directory has kept whose it is. */
  async create(body: CreateWalletBody): Promise<Wallet> {
    const wallet = await this.#rest.write(createWallet, body, (data) => toCreatedWallet(data, this.#timezone));
    await this.#directory.keep(() => this.#directory.learnWallet(factsOf(wallet)));
    return wallet;
  }
}
