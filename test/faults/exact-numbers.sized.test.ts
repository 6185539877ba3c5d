/** Any JSON number comes out of a whole gateway with the value that went in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.js';
import { startRestServer } from '../support/rest-server.js';
import { sized } from '../support/sized.js';
import { balanceOf, NETWORKS, transactionsOf, walletsOf } from '../support/wallet-answers.js';

/** As a fraction of two integers, by arithmetic of the test's own. */
function fractionOf(text: string): { over: bigint; under: bigint } {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) throw new Error(`no number: ${text}`);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const power = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  return power >= 0
    ? { over: digits * 10n ** BigInt(power), under: 1n }
    : { over: digits, under: 10n ** BigInt(-power) };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [fractionOf(one), fractionOf(other)];
  return a.over * b.under === b.over * a.under;
}

const PLAIN = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** Up to 40 digits, wherever the point stands. */
const digits = fc.tuple(fc.stringMatching(/^\d{1,40}$/), fc.nat(40)).map(([text, at]) => {
  const whole = text.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  return at < text.length ? `${whole}.${text.slice(at)}` : whole;
});
const withExponent = (exponent: fc.Arbitrary<number>) =>
  fc
    .tuple(
      fc.constantFrom('', '-'),
      digits,
      fc.option(fc.tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+'), exponent), { freq: 3 }),
    )
    .map(([sign, text, power]) => {
      if (!power) return sign + text;
      const [letter, plus, value] = power;
      return sign + text + letter + (value >= 0 ? plus : '') + value;
    });
const jsonNumber = withExponent(fc.integer({ min: -100, max: 100 }));
const tooFar = fc
  .tuple(digits, fc.constantFrom('', '-'), fc.integer({ min: 101, max: 100_000 }))
  .map(([text, sign, power]) => `${text}e${sign}${power}`);

/** A REST API that says these numbers wherever there may be one. */
async function startNumbers() {
  const says = { number: '1' };
  const rest = await startRestServer(({ method, path }) => {
    const { number } = says;
    const quote = `{"fee":${number},"feeCurrency":"USD","sourceAmount":${number},"sourceCurrency":"AUD","targetAmount":${number},"targetCurrency":"USDT"}`;
    const order = `{"orderId":"o1","status":"COMPLETED","created":"2025-12-03 17:07:48","quoteSnapshot":${quote}}`;
    if (method === 'POST') return `{"status":"1","data":{"queryNo":"q1","rate":${number}}}`;
    if (path === '/assets/networks') return JSON.parse(JSON.stringify(NETWORKS).replace('10.00', number)) as object;
    if (path.startsWith('/customers/')) return walletsOf('w1');
    if (path.endsWith('/balances')) return balanceOf('w1', number);
    if (path.includes('/transactions')) return transactionsOf(number);
    return path.includes('?') ? `{"status":"1","data":[${order}],"total":1}` : `{"status":"1","data":${order}}`;
  });
  const { run } = await startGateway(rest.url);
  const QUOTE = 'quote { fee sourceAmount targetAmount }';
  const query = `{
    wallet(id: "w1") { balance { available } transactions { nodes { amount } } topupOrders { nodes { ${QUOTE} } } }
    topupOrder(id: "o1") { ${QUOTE} }
    assetNetworks { minTopupFiat }
  }`;
  const mutation =
    'mutation { createTopupQuote(input: { sourceCurrency: "A", targetCurrency: "B" }) { quote { rate } } }';
  return async (number: string) => {
    says.number = number;
    return [await run(query), await run(mutation)] as const;
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe('a number of the REST API', () => {
  it('of up to 40 digits and an exponent to ±100 has the same value in every field', async () => {
    const ask = await startNumbers();
    await fc.assert(
      fc.asyncProperty(jsonNumber, async (number) => {
        const [read, written] = await ask(number);
        expect([read.errors, written.errors]).toEqual([undefined, undefined]);
        const texts = textsIn([read.data, written.data]);
        expect(texts).toHaveLength(10);
        for (const text of texts) {
          expect(text).toMatch(PLAIN);
          expect(isSame(text, number)).toBe(true);
        }
      }),
      { numRuns: sized(25, 200) },
    );
  });

  it('with an exponent past ±100 is refused in every field', async () => {
    const ask = await startNumbers();
    await fc.assert(
      fc.asyncProperty(tooFar, async (number) => {
        const [read, written] = await ask(number);
        expect(read.data).toEqual({
          wallet: { balance: null, transactions: { nodes: [] }, topupOrders: { nodes: [] } },
          topupOrder: null,
          assetNetworks: null,
        });
        expect(new Set(read.errors?.map(({ extensions }) => extensions.code))).toEqual(
          new Set(['UPSTREAM_BAD_RESPONSE']),
        );
        expect(read.errors).toHaveLength(5);
        expect(written.errors).toMatchObject([
          { path: ['createTopupQuote', 'quote', 'rate'], extensions: { code: 'UPSTREAM_BAD_RESPONSE' } },
        ]);
      }),
      { numRuns: sized(5, 25) },
    );
  });
});
