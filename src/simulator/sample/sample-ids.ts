/** The ids of the sample data, which are the same in every run. */

/** The documentation's own: one customer, its wallet, and that wallet's one transaction and one order. */
export const SAMPLE_CUSTOMER_ID = 'cus_8a9b3e';
export const SAMPLE_WALLET_ID = 'wal_c1f0aa';
export const SAMPLE_TRANSACTION_ID = 'tx_4c9a1e';
export const SAMPLE_ORDER_ID = 'bacd97d132014cb6b23ee18fdea3b5c4';

/** A customer with many wallets: `wal_many_01` to `wal_many_30`, oldest first, each with one transaction (`tx_many_01`…). */
export const MANY_CUSTOMER_ID = 'cus_many';
export const MANY_WALLET_IDS: readonly string[] = numbered('wal_many_', 30, 2);
export const MANY_TRANSACTION_IDS: readonly string[] = numbered('tx_many_', 30, 2);

/** A customer with one busy wallet: 250 transactions and 45 orders, both numbered oldest first. */
export const BUSY_CUSTOMER_ID = 'cus_busy';
export const BUSY_WALLET_ID = 'wal_busy';
export const BUSY_TRANSACTION_IDS: readonly string[] = numbered('tx_busy_', 250, 3);
export const BUSY_ORDER_IDS: readonly string[] = numbered('ord_busy_', 45, 2);

/** The busy wallet's orders by status, 15 each. Those TRANSFERRING never move by themselves. */
export const BUSY_TRANSFERRING_ORDER_IDS = everyThird(0);
export const BUSY_FAILED_ORDER_IDS = everyThird(1);
export const BUSY_COMPLETED_ORDER_IDS = everyThird(2);

function numbered(prefix: string, count: number, digits: number): string[] {
  return Array.from({ length: count }, (_, index) => prefix + String(index + 1).padStart(digits, '0'));
}

function everyThird(first: number): readonly string[] {
  return BUSY_ORDER_IDS.filter((_, index) => index % 3 === first);
}
