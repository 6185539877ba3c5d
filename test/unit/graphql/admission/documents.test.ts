/** What is kept of documents, however many there are and whatever is made of them. */
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Documents, MAX_FIELDS, MAX_FIELDS_OF_ONE } from '../../../../src/graphql/admission/documents.js';
import { LIMIT_RULES, type Limits } from '../../../../src/graphql/admission/limits/limits.js';
import type { PreparedOperation } from '../../../../src/graphql/admission/preparer.js';
import { TrustedDocuments } from '../../../../src/graphql/admission/trusted-documents.js';
import { Executor } from '../../../../src/graphql/execution/executor.js';
import { LastingOperation } from '../../../../src/graphql/operation/lasting-operation.js';
import { createSchema } from '../../../../src/graphql/schema/executable-schema.js';
import { everyFieldResolves } from '../../../support/resolving-schema.js';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const schema = everyFieldResolves(createSchema());
const executor = new Executor(schema);
const limits = Object.fromEntries(Object.entries(LIMIT_RULES).map(([limit, { fallback }]) => [limit, fallback]));

function setUp() {
  const documents = new Documents({
    schema,
    introspection: true,
    limits: limits as unknown as Limits,
    upstreamMaxPageSize: 50,
    maxRestCalls: 1_000_000,
  });
  const prepare = (text: string, variables = {}, name: string | null = null): PreparedOperation => {
    const operation = documents.get(text).operation(name);
    return {
      type: operation.node.operation,
      operation,
      variables: operation.check(variables),
      app: undefined,
      isUntrusted: false,
    };
  };
  const run = ({ operation, variables }: PreparedOperation) =>
    executor.execute({
      document: operation.source.document,
      operationName: operation.name,
      plan: operation.plan,
      variables,
      areCoerced: true,
      contextValue: {},
    });
  return { documents, prepare, run };
}

/** Some 200 tokens, and 600 fields once its fragments are expanded. */
const LARGE = `
fragment Transactions on Wallet { transactions { nodes { ...T } edges { cursor node { ...T } } } }
fragment T on Transaction { id type rawType reason amount asset network txHash createdAt }
fragment Orders on Wallet { topupOrders { nodes { ...O } edges { cursor node { ...O } } totalCount } }
fragment O on TopupOrder { id status rawStatus createdAt quote { fee feeCurrency sourceAmount targetAmount } }
fragment W on Wallet { id asset network address status createdAt balance { available pending } ...Transactions ...Orders }
fragment C on Customer { id name email createdAt wallets { nodes { ...W } edges { cursor node { ...W } } } }`;
const large = (n: number): string =>
  `query Q${n} { customer(id: "c${n}") { ...C } wallet(id: "w${n}") { ...W customer { ...C } } topupOrder(id: "o") { wallet { ...W } } }${LARGE}`;
const largeSubscription = (n: number): string =>
  `subscription S${n} { topupStatus(orderId: "o${n}") { ...O wallet { ...W customer { ...C } } } }${LARGE}`;

describe('what is kept of documents', () => {
  it('grows by what is found and planned, of each operation and each combination of conditions', () => {
    const { documents, prepare, run } = setUp();
    const sizes: number[] = [];
    const text = `query A ($on: Boolean!) { wallet(id: "w") { ...W @include(if: $on) id } } query B { customer(id: "c") { ...C } }${LARGE}`;
    documents.get(text);
    sizes.push(documents.size);
    const one = prepare(text, { on: true }, 'A');
    sizes.push(documents.size);
    for (const prepared of [one, prepare(text, { on: false }, 'A'), prepare(text, {}, 'B')]) {
      expect(run(prepared)).not.toHaveProperty('errors');
      sizes.push(documents.size);
    }
    for (const [index, size] of sizes.entries()) if (index > 0) expect(size).toBeGreaterThan(sizes[index - 1] ?? 0);
    // The same again makes nothing more.
    run(prepare(text, { on: true }, 'A'));
    expect(documents.size).toBe(sizes.at(-1));
  });

  it('is bounded, for what is executed and for what is only checked', () => {
    const { documents, prepare, run } = setUp();
    const first = documents.get(large(0));
    expect(first.document.tokenCount).toBeLessThan(300);
    for (let n = 0; n < 120; n += 1) {
      run(prepare(large(n)));
      prepare(largeSubscription(n));
      expect(documents.size).toBeLessThanOrEqual(MAX_FIELDS);
    }
    expect(documents.size).toBeGreaterThan(MAX_FIELDS / 2);
    expect(documents.get(large(119))).toBe(documents.get(large(119)));
    expect(documents.get(large(0))).not.toBe(first);
  });

  it('is all that there is: what was evicted is garbage', async () => {
    const { documents, prepare, run } = setUp();
    const plans: WeakRef<object>[] = [];
    const sizes: number[] = [];
    const use = (n: number): void => {
      const prepared = prepare(large(n));
      run(prepared);
      plans.push(new WeakRef(prepared.operation.plan as object));
      sizes.push(prepared.operation.source.size);
    };
    for (let n = 0; n < 120; n += 1) use(n);
    await turn();
    collectGarbage();
    const kept = plans.flatMap((plan, index) => (plan.deref() ? [sizes[index] ?? 0] : []));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(documents.size);
  });

  it('is not kept of a document that becomes too large by itself', () => {
    const { documents, prepare, run } = setUp();
    const names = Array.from({ length: 8 }, (_, index) => `on${index}`);
    const text = `query Q(${names.map((name) => `$${name}: Boolean!`)}) {
      ${names.map((name) => `wallet(id: "w") @include(if: $${name}) { ...P }`).join(' ')}
    }
    fragment P on Wallet { id asset network address createdAt balance { available pending } transactions { nodes { ...T } } }
    fragment T on Transaction { id type rawType reason amount asset network txHash createdAt }`;
    const first = documents.get(text);
    for (let combination = 0; combination < 256; combination += 1) {
      const on = Object.fromEntries(names.map((name, index) => [name, (combination & (1 << index)) > 0]));
      run(prepare(text, on));
      expect(documents.size).toBeLessThanOrEqual(MAX_FIELDS_OF_ONE);
    }
    expect(documents.get(text)).not.toBe(first);
  });

  it('doesn’t grow with long arguments by the fields below them', () => {
    const { prepare } = setUp();
    const id = 'x'.repeat(10_000);
    const used = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = used();
    const kept = Array.from({ length: 10 }, (_, n) =>
      prepare(`query Q${n} { customer(id: "${id}") { ...C } }${LARGE}`),
    );
    expect(used() - before).toBeLessThan(10_000_000);
    expect(kept).toHaveLength(10);
  });
});

describe('a lasting operation', () => {
  it('holds neither the document nor its plan, and makes them again', async () => {
    const { documents, prepare, run } = setUp();
    const begin = () => {
      const prepared = prepare(largeSubscription(0));
      const { source, plan } = prepared.operation;
      return {
        lasting: new LastingOperation(prepared),
        refs: [source, source.document, plan as object].map((held) => new WeakRef(held)),
        result: run(prepared),
      };
    };
    const { lasting, refs, result } = begin();
    expect(run(lasting.prepared())).toEqual(result);
    for (let n = 1; n < 120; n += 1) run(prepare(large(n)));
    await turn();
    collectGarbage();
    expect(refs.map((ref) => ref.deref())).toEqual([undefined, undefined, undefined]);
    expect(run(lasting.prepared())).toEqual(result);
    expect(lasting.prepared().operation).toBe(lasting.prepared().operation);
    expect(documents.size).toBeLessThanOrEqual(MAX_FIELDS);
  });
});

describe('spellings of trusted documents', () => {
  it('are remembered up to their characters together', () => {
    const text = '{ __typename }';
    const trusted = new TrustedDocuments(
      { documents: new Map([['id', { text, app: 'web' }]]), mode: 'enforce' },
      1_000,
    );
    const used = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = used();
    for (let n = 0; n < 500; n += 1)
      expect(trusted.admit({ query: `{ __typename }#${'x'.repeat(19_000)}${n}` }).text).toBe(text);
    expect(used() - before).toBeLessThan(5_000_000);
    expect(trusted.admit({ query: ' { __typename }' }).text).toBe(text);
  });
});
