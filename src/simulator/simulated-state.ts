/** What the simulated REST API knows. All of it is in memory and gone when the simulator closes. */
import { createHash } from 'node:crypto';
import type { Snapshot } from './rates.js';
import { ApiFailure, notFound } from './routes/envelope.js';

export interface Customer {
  readonly customerId: string;
  readonly externalRef: string;
  readonly name: string;
  readonly email: string;
  readonly metadata?: Record<string, unknown>;
  readonly createdAt: string;
  /** Oldest first. */
  readonly wallets: Wallet[];
}

export interface Wallet {
  readonly walletId: string;
  readonly customerId: string;
  readonly asset: string;
  readonly network: string;
  readonly address: string;
  readonly status: string;
  readonly createdAt: string;
  available: string;
  pending: string;
  updatedAt: string;
  /** Oldest first, as are the orders; both only ever grow at the end. */
  readonly transactions: Transaction[];
  readonly orders: Order[];
}

export interface Transaction {
  readonly txId: string;
  readonly type: string;
  readonly reason: string;
  readonly amount: string;
  readonly asset: string;
  readonly network: string;
  readonly txHash: string;
  readonly createdAt: string;
}

export interface Quote {
  readonly quoteId: string;
  readonly sourceCurrency: string;
  readonly targetCurrency: string;
  readonly rate: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  used: boolean;
}

export interface Order {
  readonly orderId: string;
  readonly walletId: string;
  readonly created: string;
  readonly snapshot: Snapshot;
  status: string;
  /** Whether the wallet has had its money, which happens once however often the order completes. */
  credited: boolean;
}

export class State {
  readonly customers = new Map<string, Customer>();
  readonly wallets = new Map<string, Wallet>();
  readonly quotes = new Map<string, Quote>();
  readonly orders = new Map<string, Order>();
  readonly #emails = new Set<string>();

  /** Throws an ApiFailure when another customer has the address, in whatever case. */
  addCustomer(customer: Customer): void {
    const email = customer.email.toLowerCase();
    if (this.#emails.has(email)) throw new ApiFailure(400, 'email already exists');
    this.#emails.add(email);
    this.customers.set(customer.customerId, customer);
  }

  addWallet(wallet: Wallet): void {
    this.customer(wallet.customerId).wallets.push(wallet);
    this.wallets.set(wallet.walletId, wallet);
  }

  addOrder(order: Order): void {
    this.wallet(order.walletId).orders.push(order);
    this.orders.set(order.orderId, order);
  }

  /** Throws an ApiFailure where there is none, as `wallet` and `order` do. */
  customer(customerId: string): Customer {
    const customer = this.customers.get(customerId);
    if (customer === undefined) throw notFound('customer');
    return customer;
  }

  wallet(walletId: string): Wallet {
    const wallet = this.wallets.get(walletId);
    if (wallet === undefined) throw notFound('wallet');
    return wallet;
  }

  order(orderId: string): Order {
    const order = this.orders.get(orderId);
    if (order === undefined) throw notFound('order');
    return order;
  }
}

/** A made-up address or transaction hash that is the same for the same id: 64 hexadecimal digits. */
export const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex');

/** An address of the network's general form (nobody's, and without its checksum). */
export const addressOf = (network: string, walletId: string): string =>
  network === 'TRON' ? `T${hashOf(walletId).replaceAll('0', 'X').slice(0, 33)}` : `0x${hashOf(walletId).slice(0, 40)}`;
