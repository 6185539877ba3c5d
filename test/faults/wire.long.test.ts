/** What can go wrong with an HTTP exchange: told by the deadline, at that field alone, and nothing is held afterwards. */
import { describe, expect, it } from 'vitest';
import { startGateway } from '../support/gateway.js';
import { httpText, startRawRestServer } from '../support/raw-rest-server.js';
import { balanceOf, NETWORKS } from '../support/wallet-answers.js';
import { chunk, FAULTS, type Fault, GOOD, OK } from '../support/wire-faults.js';

const QUERY = '{ wallet(id: "bad") { balance { available } } assetNetworks { asset } topupOrder(id: "bad") { id } }';
const OF_BALANCE = /^\/wallets\/bad\/balances$/;

/** A REST API whose balances, and orders, go wrong until `heal`. */
async function startBroken(fault: Fault) {
  let isBroken = true;
  const rest = await startRawRestServer(({ path }, socket) => {
    if (path === '/assets/networks') return void socket.write(httpText(JSON.stringify(NETWORKS)));
    if (isBroken) return fault(socket);
    if (OF_BALANCE.test(path)) return void socket.write(GOOD);
    socket.write(httpText('{"status":"-1","message":"not found"}', { status: '404 Not Found' }));
  });
  return {
    rest,
    heal: () => {
      isBroken = false;
    },
  };
}

describe('an exchange that goes wrong', () => {
  it.each(FAULTS)('by %s is told at its field, and its connection is given back', async (_, fault, code) => {
    const { rest, heal } = await startBroken(fault);
    const { run } = await startGateway(rest.url, {
      env: code === 'UPSTREAM_TIMEOUT' ? { UPSTREAM_TIMEOUT_MS: '600' } : {},
    });
    const answer = await run(QUERY);
    expect(answer.data).toEqual({ wallet: { balance: null }, assetNetworks: [{ asset: 'USDT' }], topupOrder: null });
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['wallet', 'balance'], code],
      [['topupOrder'], code],
    ]);
    // One to the endpoint that works, and what is kept open for the next call.
    await rest.openAtMost(3);

    heal();
    expect(await run(QUERY)).toEqual({
      data: { wallet: { balance: { available: '1.50' } }, assetNetworks: [{ asset: 'USDT' }], topupOrder: null },
    });
  });

  it('before it begins is told at its field', async () => {
    let isBroken = true;
    const rest = await startRawRestServer(
      (_, socket) => void socket.write(GOOD),
      (socket) => void (isBroken && socket.resetAndDestroy()),
    );
    const { run } = await startGateway(rest.url);
    const query = '{ wallet(id: "bad") { balance { available } } }';
    expect(await run(query)).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] });
    isBroken = false;
    expect(await run(query)).toEqual({ data: { wallet: { balance: { available: '1.50' } } } });
  });

  it.each<[string, Fault]>([
    ['HTTP/1.0', (socket) => void socket.end(GOOD.replace('HTTP/1.1', 'HTTP/1.0'))],
    [
      'HTTP/1.0 without a length',
      (socket) => void socket.end(GOOD.replace('HTTP/1.1', 'HTTP/1.0').replace(/content-length.*\r\n/, '')),
    ],
    ['interim answers before it', (socket) => void socket.write(`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${GOOD}`)],
    [
      'chunks',
      (socket) =>
        void socket.write(
          `${OK}transfer-encoding: chunked\r\n\r\n${[...JSON.stringify(balanceOf('bad'))].map(chunk).join('')}0\r\n\r\n`,
        ),
    ],
  ])('an answer by %s is as good as any', async (_, respond) => {
    const rest = await startRawRestServer((_call, socket) => respond(socket));
    const { run } = await startGateway(rest.url);
    const query = '{ wallet(id: "bad") { balance { available } } }';
    for (let times = 0; times < 2; times += 1) {
      expect(await run(query)).toEqual({ data: { wallet: { balance: { available: '1.50' } } } });
    }
  });

  it('by the operation’s own deadline is told by then, whatever one read may take', async () => {
    const { rest, heal } = await startBroken(() => {});
    const { run } = await startGateway(rest.url, {
      env: { UPSTREAM_TIMEOUT_MS: '600000', OPERATION_TIMEOUT_MS: '600' },
    });
    const answer = await run(QUERY);
    expect(answer.data).toEqual({ wallet: { balance: null }, assetNetworks: [{ asset: 'USDT' }], topupOrder: null });
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_TIMEOUT', 'UPSTREAM_TIMEOUT']);
    await rest.openAtMost(1);
    heal();
    expect((await run(QUERY)).errors).toBeUndefined();
  });
});
