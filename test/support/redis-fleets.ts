/** Redis as companies run it: a primary with a replica and sentinels, and a cluster. All end with the test. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { freePort } from './free-port.js';
import { startRedis, startSentinel, type TestRedis } from './redis.js';

export interface RedisFleet {
  /** The value of `STORE_URL`. */
  url: string;
  nodes: readonly TestRedis[];
  /** The one that holds the gateway's keys and takes writes. */
  primary(): TestRedis;
  /** Resolves when the primary has a replica that keeps up, so that it can fail. */
  replicated(): Promise<void>;
  /** Asks the primary's replica to take over in good order. */
  handOver(): void;
}

const PRIMARY = 'mymaster';
const SOON = { timeout: 30_000, interval: 50 };
/** The replica gets its data at once, not after others have had time to ask too. */
const QUICK = ['--repl-diskless-sync-delay', '0'];
/** Of `{wallet-gateway}`, by `CLUSTER KEYSLOT`. */
const SLOT_KEY = '{wallet-gateway}';

function cli(port: number, ...args: string[]): string {
  try {
    return execFileSync('redis-cli', ['-p', `${port}`, ...args], { encoding: 'utf8', timeout: 2_000, stdio: 'pipe' });
  } catch {
    // It is down, or hangs.
    return '';
  }
}

/** One primary, one replica, three sentinels. */
export async function startSentinelFleet(): Promise<RedisFleet> {
  const first = await startRedis({ args: QUICK });
  const second = await startRedis({ args: [...QUICK, '--replicaof', '127.0.0.1', `${first.port}`] });
  const nodes = [first, second];
  await expect.poll(() => hasReplica(first), SOON).toBe(true);
  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  for (const port of ports) {
    const file = join(mkdtempSync(join(first.folder, 'sentinel-')), 'sentinel.conf');
    writeFileSync(
      file,
      `port ${port}
bind 127.0.0.1
sentinel monitor ${PRIMARY} 127.0.0.1 ${first.port} 2
sentinel down-after-milliseconds ${PRIMARY} 1000
sentinel failover-timeout ${PRIMARY} 3000
`,
    );
    await startSentinel(file);
  }
  const [asked = 0] = ports;
  const others = () => /num-slaves\n1\nnum-other-sentinels\n2/.test(cli(asked, 'sentinel', 'master', PRIMARY));
  await expect.poll(others, SOON).toBe(true);
  const primary = () => {
    const [, port] = cli(asked, 'sentinel', 'get-master-addr-by-name', PRIMARY).split('\n');
    return nodes.find((node) => `${node.port}` === port) ?? first;
  };
  return {
    url: `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/${PRIMARY}`,
    nodes,
    primary,
    replicated: () => expect.poll(() => hasReplica(primary()), SOON).toBe(true),
    handOver: () => void cli(asked, 'sentinel', 'failover', PRIMARY),
  };
}

/** Three primaries, and a replica of each. */
export async function startClusterFleet(): Promise<RedisFleet> {
  const nodes: TestRedis[] = [];
  for (let count = 0; count < 6; count += 1) {
    // By default the bus's port is 10,000 higher, which may be no port, or another's.
    const bus = ['--cluster-port', `${await freePort()}`];
    nodes.push(
      await startRedis({ args: [...QUICK, ...bus, '--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'] }),
    );
  }
  const [first] = nodes;
  if (!first) throw new Error('no node was started');
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  const create = ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes'];
  execFileSync('redis-cli', create, { timeout: 60_000, stdio: 'pipe' });
  const primary = () => {
    for (const { port } of nodes) {
      if (!cli(port, 'role').startsWith('master') || cli(port, 'get', SLOT_KEY).startsWith('MOVED')) continue;
      return nodes.find((node) => node.port === port) ?? first;
    }
    return first;
  };
  const isWhole = () => nodes.every(({ port }) => cli(port, 'cluster', 'info').includes('cluster_state:ok'));
  await expect.poll(isWhole, SOON).toBe(true);
  return {
    url: `redis+cluster://${addresses.slice(0, 3).join(',')}`,
    nodes,
    primary,
    replicated: () => expect.poll(() => hasReplica(primary()), SOON).toBe(true),
    handOver: () => {
      const { port } = primary();
      const [, , , replica = ''] = cli(port, 'role').split('\n');
      cli(Number(replica), 'cluster', 'failover');
    },
  };
}

function hasReplica({ port }: TestRedis): boolean {
  const info = cli(port, 'info', 'replication');
  return info.includes('role:master') && /state=online/.test(info);
}
