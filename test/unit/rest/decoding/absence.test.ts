import { describe, expect, it } from 'vitest';
import { saysAbsent } from '../../../../src/rest/decoding/absence.js';

const ID = 'wal_c1f0aa';

describe('a message', () => {
  it.each([
    'wallet not found',
    'Wallet not found.',
    'Error: wallet not found',
    `Wallet ${ID} not found`,
    `wallet '${ID}' was not found`,
    `Wallet with id "${ID}" does not exist`,
    `The wallet (${ID}) doesn't exist`,
    'The requested wallet could not be found.',
    'the specified wallet cannot be found',
    'No such wallet',
    `no such wallet: ${ID}`,
    `Unknown wallet ${ID}`,
    `Could not find wallet ${ID}`,
    `Couldn’t find wallet`,
    `can't find the wallet`,
    `Unable to find wallet with id ${ID}`,
    'there is no wallet with this id',
    'There is no such wallet',
    'WALLET_NOT_FOUND',
    'WalletNotFound',
    'wallet.not_found',
    'walletId not found',
    'wallet id does not exist',
    `Not found: wallet ${ID}`,
    'wallet is unknown',
    'no wallet found',
    '钱包不存在',
    `钱包 ${ID} 不存在`,
    '该钱包未找到',
    '找不到钱包',
    '錢包不存在',
  ])('says that there is no such wallet: %s', (message) => {
    expect(saysAbsent(message, 'walletId', ID)).toBe(true);
  });

  it.each([
    '',
    'not found',
    'cursor not found',
    'wallet cursor not found',
    'cursor of wallet not found',
    `wallet ${ID}: cursor not found`,
    'page not found',
    'customer not found',
    'api key not found',
    'tenant not found',
    'wallet other_id not found',
    'wallet found',
    'wallet service not found',
    'no wallet permissions',
    'the wallet is locked',
    'route /wallets does not exist',
    '游标不存在',
    '余额不足',
    'x'.repeat(10_000),
    'wallet '.repeat(10_000),
  ])('says nothing of the kind: %s', (message) => {
    expect(saysAbsent(message, 'walletId', ID)).toBe(false);
  });

  it('may hold an id that is a part of its words, or one of them', () => {
    expect(saysAbsent('wallet a not found', 'walletId', 'a')).toBe(true);
    expect(saysAbsent('wallet not found', 'walletId', 'wallet')).toBe(true);
    expect(saysAbsent('wallet a.b|c not found', 'walletId', 'a.b|c')).toBe(true);
    expect(saysAbsent('wallet axb not found', 'walletId', 'a.b')).toBe(false);
    expect(saysAbsent('wallet a-b not found', 'walletId', 'a-b')).toBe(true);
  });

  it('is about its own noun', () => {
    expect(saysAbsent('customer does not exist', 'customerId', 'c1')).toBe(true);
    expect(saysAbsent('User not found', 'customerId', 'c1')).toBe(true);
    expect(saysAbsent('客户不存在', 'customerId', 'c1')).toBe(true);
    expect(saysAbsent('top-up order o1 was not found', 'orderId', 'o1')).toBe(true);
    expect(saysAbsent('TopupOrderNotFound', 'orderId', 'o1')).toBe(true);
    expect(saysAbsent('order not found', 'walletId', 'o1')).toBe(false);
  });
});
