import type { Changes } from '../directory/changes.js';
import type { Directory } from '../directory/directory.js';
import type { List } from '../paging/walk.js';
import type { RestClient } from '../rest/client.js';
import type { CreateWalletBody, WalletTransaction } from '../rest/contract/contract.js';
import { createWallet, customerWallets, walletBalance, walletTransactions } from '../rest/contract/endpoints.js';
import type { TimeZone } from '../rest/decoding/time-zone.js';
import type { UnknownEnumValues } from '../rest/decoding/unknown-enum-values.js';
import { readable } from '../rest/decoding/write-answer.js';
import type { Reading } from '../rest/operation.js';
import type { WritePermit } from '../rest/transport/write-permit.js';
import { type Balance, toBalance } from './balance.js';
import { type Transaction, toTransaction } from './transaction.js';
import { factsOf, toCreatedWallet, toListedWallet, type Wallet } from './wallet.js';

/** The endpoints of wallets. Each response adds facts to the directory. Null means that the resource does not exist. */
export class WalletApi {
  readonly #rest: RestClient;
  readonly #directory: Directory;
  readonly #changes: Changes;
  readonly #timezone: TimeZone;
  readonly #words: UnknownEnumValues;

  constructor(rest: RestClient, directory: Directory, changes: Changes, timezone: TimeZone, words: UnknownEnumValues) {
    this.#rest = rest;
    this.#directory = directory;
    this.#changes = changes;
    this.#timezone = timezone;
    this.#words = words;
  }

  /** *List wallets by customer*. */
  ofCustomer(customerId: string, reading: Reading): List<Wallet> {
    const decode = (entry: { walletId: string }): Wallet => {
      const wallet = toListedWallet(entry, customerId);
      this.#directory.cacheWallet(factsOf(wallet));
      return wallet;
    };
    return this.#list((cursor, limit) =>
      this.#rest.readPage(
        customerWallets,
        { params: { customerId }, query: { limit, cursor } },
        reading,
        decode,
        (page) => {
          this.#directory.cacheCustomer(customerId);
          return page;
        },
      ),
    );
  }

  /** *Get wallet balance*. */
  balance(walletId: string, operation: Reading): Promise<Balance | null> {
    return this.#rest.read(walletBalance, { params: { walletId } }, operation, (data) => {
      const balance = toBalance(data, walletId, this.#timezone);
      this.#directory.cacheWallet({ id: walletId, asset: balance.asset, network: balance.network });
      return balance;
    });
  }

  /** *Get wallet transactions*. */
  transactions(walletId: string, reading: Reading): List<Transaction> {
    return this.#list((cursor, limit) =>
      this.#rest.readPage(
        walletTransactions,
        { params: { walletId }, query: { limit, cursor } },
        reading,
        this.#decode,
        (page) => page,
      ),
    );
  }

  #list<Item>(read: List<Item>['read']): List<Item> {
    return { first: null, pageSize: this.#rest.maxPageSize, read };
  }

  readonly #decode = (item: WalletTransaction): Transaction => {
    const decoded = toTransaction(item, this.#timezone);
    if (decoded.type === 'UNKNOWN') this.#words.note('transaction.type', decoded.rawType);
    return decoded;
  };

  /**
   * *Create wallet*. Resolves when the directory has saved the owner.
   *
   * @returns the wallet. Members missing in the answer are read elsewhere, except the date, which is an error then.
   * @throws {RestError} `OUTCOME_UNKNOWN` if the answer names another customer, or a wallet known as another customer's.
   */
  async create(body: CreateWalletBody, permit: WritePermit): Promise<Wallet> {
    const wallet = await this.#rest
      .write(createWallet, body, permit, (answer) => toCreatedWallet(answer, body.customerId, this.#timezone))
      .finally(() => this.#changes.customer(body.customerId));
    const isTheirs = await this.#directory.saveWallet({ ...readable(factsOf(wallet)), id: wallet.id });
    if (!isTheirs) throw this.#rest.contradiction(createWallet, permit.calls);
    return wallet;
  }
}
