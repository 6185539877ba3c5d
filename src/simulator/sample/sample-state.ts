/** The state that every simulator starts with: the documentation's own sample data, and two customers with more of it. */
import { ASSET_NETWORKS } from '../assets.js';
import { addressOf, hashOf, State, type Wallet } from '../simulated-state.js';
import { rfc3339 } from '../timestamps.js';
import { fillBusyWallet } from './sample-busy-wallet.js';
import * as ids from './sample-ids.js';

const MANY_START = Date.UTC(2025, 9, 1);

export function sampleState(): State {
  const state = new State();
  addDocumented(state);
  addMany(state);
  addBusy(state);
  return state;
}

function addDocumented(state: State): void {
  state.addCustomer({
    customerId: ids.SAMPLE_CUSTOMER_ID,
    externalRef: 'user_10086',
    name: 'Alice Chen',
    email: 'alice@example.com',
    metadata: { tier: 'gold' },
    createdAt: '2025-11-06T02:13:00Z',
    wallets: [],
  });
  state.addWallet({
    walletId: ids.SAMPLE_WALLET_ID,
    customerId: ids.SAMPLE_CUSTOMER_ID,
    asset: 'USDT',
    network: 'TRON',
    address: 'TQn2...V1',
    status: 'ACTIVE',
    createdAt: '2025-11-06T02:15:00Z',
    available: '65.2932',
    pending: '0',
    updatedAt: '2025-11-06T02:20:00Z',
    transactions: [
      {
        txId: ids.SAMPLE_TRANSACTION_ID,
        type: 'CREDIT',
        reason: 'TOPUP_CREDIT',
        amount: '1325.44',
        asset: 'USDT',
        network: 'TRON',
        txHash: 'a18f...ce9',
        createdAt: '2025-11-06T02:58:00Z',
      },
    ],
    orders: [],
  });
  state.addOrder({
    orderId: ids.SAMPLE_ORDER_ID,
    walletId: ids.SAMPLE_WALLET_ID,
    created: '2025-12-03 17:07:48',
    snapshot: {
      fee: '1',
      feeCurrency: 'USD',
      sourceAmount: '50',
      sourceCurrency: 'AUD',
      targetAmount: '32.87',
      targetCurrency: 'USDT',
    },
    status: 'COMPLETED',
    credited: true,
  });
}

function addMany(state: State): void {
  state.addCustomer({
    customerId: ids.MANY_CUSTOMER_ID,
    externalRef: 'user_many',
    name: 'Manu Okoye',
    email: 'many@example.com',
    metadata: { tier: 'silver' },
    createdAt: rfc3339(MANY_START),
    wallets: [],
  });
  ids.MANY_WALLET_IDS.forEach((walletId, index) => {
    const { asset, network } = ASSET_NETWORKS[index % ASSET_NETWORKS.length] ?? ASSET_NETWORKS[0];
    const createdAt = rfc3339(MANY_START + (index + 1) * 3_600_000);
    const wallet = emptyWallet(walletId, ids.MANY_CUSTOMER_ID, asset, network, createdAt);
    wallet.available = `${index + 1}.000001`;
    const txId = ids.MANY_TRANSACTION_IDS[index] ?? `tx_${walletId}`;
    const amount = wallet.available;
    wallet.transactions.push({
      txId,
      type: 'CREDIT',
      reason: 'DEPOSIT',
      amount,
      asset,
      network,
      txHash: hashOf(txId),
      createdAt,
    });
    state.addWallet(wallet);
  });
}

function addBusy(state: State): void {
  const createdAt = '2025-08-31T00:00:00Z';
  state.addCustomer({
    customerId: ids.BUSY_CUSTOMER_ID,
    externalRef: 'user_busy',
    name: 'Bea Yilmaz',
    email: 'busy@example.com',
    createdAt,
    wallets: [],
  });
  const wallet = emptyWallet(ids.BUSY_WALLET_ID, ids.BUSY_CUSTOMER_ID, 'USDC', 'ETH', createdAt);
  state.addWallet(wallet);
  fillBusyWallet(state, wallet);
}

function emptyWallet(walletId: string, customerId: string, asset: string, network: string, createdAt: string): Wallet {
  return {
    walletId,
    customerId,
    asset,
    network,
    address: addressOf(network, walletId),
    status: 'ACTIVE',
    createdAt,
    available: '0',
    pending: '0',
    updatedAt: createdAt,
    transactions: [],
    orders: [],
  };
}
