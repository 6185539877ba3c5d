/** How a write's refusal is told to the person: by the endpoint's own words, cut before they are looked at. */
import { describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { ok, refuse, startRestServer } from '../support/rest-server.js';
import { sized } from '../support/sized.js';

const ERRORS = 'errors { code message field }';
const WRITES = {
  createCustomer: `createCustomer(input: { externalRef: "r", name: "n", email: "e@x" }) { value: customer { id } ${ERRORS} }`,
  createWallet: `createWallet(input: { customerId: "c1", asset: "A", network: "N" }) { value: wallet { id } ${ERRORS} }`,
  createTopupQuote: `createTopupQuote(input: { sourceCurrency: "AUD", targetCurrency: "USDT" }) { value: quote { id } ${ERRORS} }`,
  createTopupOrder: `createTopupOrder(input: { quoteId: "q1", walletId: "w1", payer: { name: "A" } }) { value: order { id } ${ERRORS} }`,
};
type Write = keyof typeof WRITES;
const NAMES = Object.keys(WRITES) as Write[];

async function refused(write: Write, message: string) {
  const rest = await startRestServer((_call, response) => refuse(response, 400, message));
  const { run } = await startGateway(rest.url);
  const answer = await run(`mutation { payload: ${WRITES[write]} }`);
  expect(answer.errors).toBeUndefined();
  expect(answer.data.payload.value).toBeNull();
  expect(answer.data.payload.errors).toHaveLength(1);
  expect(rest.calls).toHaveLength(1);
  return answer.data.payload.errors[0] as { code: string; message: string; field: string[] | null };
}

const MEGABYTE = 1024 * 1024;
const filled = (text: string): string => text.repeat(Math.ceil(MEGABYTE / text.length)).slice(0, MEGABYTE);

describe('a refusal of a megabyte', () => {
  const long = NAMES.flatMap((write) =>
    sized(['a.', '😀'], ['wallet ', 'a.', 'quote ', 'e-mail ', 'customer ', 'a+', '\u00a0', '😀']).map(
      (text) => [write, text] as const,
    ),
  );

  it.each(long)('of %s, all %j, is answered, and cut to 200 characters', async (write, text) => {
    const { code, message } = await refused(write, filled(text));
    expect(code).toBe('REJECTED');
    expect(message).not.toBe('');
    expect([...message].length).toBeLessThanOrEqual(200);
    if (text.trim() !== '') expect([...message]).toHaveLength(200);
    // Nothing is cut in the middle of a character.
    expect(() => encodeURIComponent(message)).not.toThrow();
  });
});

describe('the words of a refusal', () => {
  it.each<[Write, string]>([
    ['createTopupOrder', 'quote request refused: amount too small'],
    ['createTopupOrder', 'Quote creation is paused'],
    ['createTopupOrder', 'Unquote expired'],
    ['createCustomer', 'email is mistaken'],
    ['createCustomer', 'email domain is untaken territory'],
    // Each endpoint has its own.
    ['createTopupQuote', 'quote expired'],
    ['createTopupQuote', 'wallet not found'],
    ['createWallet', 'email already exists'],
    ['createWallet', 'quote expired'],
    ['createCustomer', 'unsupported asset/network'],
    ['createCustomer', 'customer not found'],
    ['createTopupOrder', 'unsupported asset/network'],
    ['createTopupOrder', 'email already exists'],
  ])('of %s, %j, are passed on as they are', async (write, message) => {
    expect(await refused(write, message)).toEqual({ code: 'REJECTED', message, field: null });
  });

  it.each<[Write, string, string]>([
    ['createCustomer', 'email already exists', 'EMAIL_ALREADY_EXISTS'],
    ['createWallet', 'unsupported asset/network', 'UNSUPPORTED_ASSET_NETWORK'],
    ['createWallet', 'customer not found', 'CUSTOMER_NOT_FOUND'],
    ['createTopupOrder', 'quote expired', 'QUOTE_EXPIRED'],
    ['createTopupOrder', 'wallet not found', 'WALLET_NOT_FOUND'],
  ])('of %s, %j, are known', async (write, message, code) => {
    expect((await refused(write, message)).code).toBe(code);
  });
});

describe('a wallet that was created for another customer than was asked for', () => {
  const created = { walletId: 'w9', asset: 'A', network: 'N', address: 'x', status: 'ACTIVE', customerId: 'c2' };
  const owner = async (run: TestGateway['run']) => (await run('{ wallet(id: "w9") { customer { id } } }')).data.wallet;

  it('is nobody’s as far as anybody knows', async () => {
    const rest = await startRestServer(({ method }, response) =>
      method === 'POST'
        ? ok({ ...created, createdAt: '2025-11-06T02:15:00Z' })
        : refuse(response, 404, 'wallet not found'),
    );
    const { run } = await startGateway(rest.url);
    const { data, errors } = await run(`mutation { payload: ${WRITES.createWallet} }`);
    expect(data).toEqual({ payload: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['OUTCOME_UNKNOWN']);

    expect(await owner(run)).toBeNull();
    expect(rest.lines()).toEqual(['POST /wallets', 'GET /wallets/w9/balances']);
  });

  it('belongs to whom it was asked for where the two agree', async () => {
    const rest = await startRestServer(() => ok({ ...created, customerId: 'c1', createdAt: '2025-11-06T02:15:00Z' }));
    const { run } = await startGateway(rest.url);
    expect((await run(`mutation { payload: ${WRITES.createWallet} }`)).data.payload.value).toEqual({ id: 'w9' });
    expect(await owner(run)).toEqual({ customer: { id: 'c1' } });
    expect(rest.lines()).toEqual(['POST /wallets']);
  });
});
