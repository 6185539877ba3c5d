/** A REST API whose state and answers a test holds in its hands: a read shows the state of when it came, and is answered when the test says so. */
import { EventEmitter, once } from 'node:events';
import { ok, orderText, startRestServer } from './rest-server.js';
import { balanceOf, NETWORKS, orderAnswer, ordersAnswer, transactionsOf, walletsOf } from './wallet-answers.js';

export interface HeldCall {
  method: string;
  path: string;
  release(): void;
}

export interface HeldRest {
  url: string;
  /** What reads show from now on. */
  state: 'before' | 'after';
  /** Whether calls that come are held; else they are answered at once. */
  isHolding: boolean;
  /** What writes are answered, where not as they should be. */
  toWrites: string | undefined;
  /** Those that came and are not answered. */
  held: HeldCall[];
  /** Paths of those that the gateway ended before they were answered. */
  ended: string[];
  /** Resolves when there are so many of them. */
  ending(count: number): Promise<void>;
  /** `METHOD path` of all that came. */
  lines(): string[];
  /** Resolves when so many are held. */
  holding(count: number): Promise<void>;
  releaseAll(): void;
}

/** Has customer `c1`, wallet `w1` and order `o1`; everything about them tells `before` from `after`. */
export async function startHeldRest(): Promise<HeldRest> {
  const endings = new EventEmitter();
  let onHeld: () => void = () => {};
  const rest: HeldRest = {
    url: '',
    state: 'before',
    isHolding: true,
    toWrites: undefined,
    held: [],
    ended: [],
    ending: async (count) => {
      while (rest.ended.length < count) await once(endings, 'ended');
    },
    lines: () => server.lines(),
    holding: async (count) => {
      while (rest.held.length < count) {
        await new Promise<void>((resolve) => {
          onHeld = resolve;
        });
      }
    },
    releaseAll: () => {
      for (const { release } of [...rest.held]) release();
    },
  };
  const server = await startRestServer(async ({ method, path }, response) => {
    const isWrite = method === 'POST';
    const answer = (isWrite && rest.toWrites) || answerTo(method, path, rest.state === 'after');
    if (!rest.isHolding) return answer;
    await new Promise<void>((resolve) => {
      const call: HeldCall = {
        method,
        path,
        release: () => {
          rest.held = rest.held.filter((other) => other !== call);
          resolve();
        },
      };
      rest.held.push(call);
      response.on('close', () => {
        if (!rest.held.includes(call)) return;
        call.release();
        rest.ended.push(path);
        endings.emit('ended');
      });
      onHeld();
    });
    return answer;
  });
  rest.url = server.url;
  return rest;
}

function answerTo(method: string, path: string, isAfter: boolean): string | object {
  if (method === 'POST') {
    if (path === '/topup/orders') return orderAnswer({ id: 'o2' });
    const [wallet] = (walletsOf('w2') as { data: { items: object[] } }).data.items;
    return ok({ ...wallet, customerId: 'c1', createdAt: '2025-11-06T02:15:00Z' });
  }
  const order = { id: 'o1', status: isAfter ? 'COMPLETED' : 'TRANSFERRING' };
  if (path.startsWith('/customers/')) return walletsOf(...(isAfter ? ['w1', 'w2'] : ['w1']));
  if (path === '/assets/networks') return NETWORKS;
  if (path.endsWith('/balances')) return balanceOf('w1', isAfter ? '2' : '1');
  if (path.includes('/transactions')) return transactionsOf(...(isAfter ? ['2', '1'] : ['1']));
  if (path.startsWith('/topup/orders?')) return ordersAnswer(order);
  return `{"status":"1","data":${orderText(order)}}`;
}
