/** Lets operators' commands use the file store of a running gateway: HTTP over a Unix socket in the store's folder. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Store } from '../store.js';

/** Name of the socket. Only the owner of the folder may open it. */
export const SOCKET = 'gateway.sock';

const Entries = Type.Array(Type.Tuple([Type.String(), Type.String()]));
/** One call of the {@link Store}. */
export const StoreCall = Type.Union([
  Type.Object({ method: Type.Literal('get'), key: Type.String() }),
  Type.Object({ method: Type.Literal('put'), entries: Entries }),
  Type.Object({ method: Type.Literal('putIfAbsent'), entries: Entries, flush: Type.Boolean() }),
  Type.Object({
    method: Type.Literal('swap'),
    key: Type.String(),
    from: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
  }),
  Type.Object({ method: Type.Literal('delete'), keys: Type.Array(Type.String()) }),
  Type.Object({ method: Type.Literal('entries'), prefix: Type.String() }),
  Type.Object({ method: Type.Literal('purge') }),
  Type.Object({ method: Type.Literal('now') }),
]);
export type StoreCall = Static<typeof StoreCall>;

export interface StoreSocketOptions {
  store: Store;
  folder: string;
  /** Called with keys that a command has changed or deleted, since the gateway may hold them in memory. */
  onChanged: (keys: readonly string[]) => void;
  log: Logger;
}

export interface StoreSocket {
  close(): Promise<void>;
}

/** Resolves when it listens, or when it cannot: then commands need the gateway to be stopped, and the log says why. */
export async function serveStore({ store, folder, onChanged, log }: StoreSocketOptions): Promise<StoreSocket> {
  const path = join(folder, SOCKET);
  const calls = Compile(StoreCall);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call: unknown = JSON.parse(await text(request));
    if (!calls.Check(call)) throw new Error('the command is of another version');
    if (call.method === 'entries') {
      await pipeline(Readable.from(linesOf(store.entries(call.prefix))), response);
      return;
    }
    const result = await run(store, call);
    onChanged(changedBy(call));
    response.end(JSON.stringify({ result }));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(({ message }: Error) => {
      // The broken connection tells the command that its list is incomplete.
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(JSON.stringify({ error: message }));
    });
  });
  try {
    // One that is left is of a process that has ended: this one holds the store's lock.
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => server.on('error', reject).listen(path, resolve));
    chmodSync(path, 0o600);
  } catch (error) {
    log.warn({ component: 'store', store: folder, err: error }, 'commands cannot use the store while the gateway runs');
  }
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Answered = Exclude<StoreCall, { method: 'entries' }>;

async function run(store: Store, call: Answered): Promise<unknown> {
  switch (call.method) {
    case 'get':
      return store.get(call.key);
    case 'put':
      return store.put(new Map(call.entries));
    case 'putIfAbsent':
      return [...(await store.putIfAbsent(new Map(call.entries), { flush: call.flush }))];
    case 'swap':
      return store.swap(call.key, call.from, call.to);
    case 'delete':
      return store.delete(call.keys);
    case 'purge':
      return store.purge();
    case 'now':
      return store.now();
  }
}

function changedBy(call: Answered): readonly string[] {
  if (call.method === 'delete') return call.keys;
  if (call.method === 'swap') return [call.key];
  return call.method === 'put' || call.method === 'putIfAbsent' ? call.entries.map(([key]) => key) : [];
}

async function* linesOf(entries: AsyncIterable<[string, string]>): AsyncIterable<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}
