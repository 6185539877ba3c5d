/** What `npm run bench -- …` takes. */
import { parseArgs } from 'node:util';
import { operations } from './operations.js';
import { HIVE, otherGateway, PEERS, type Peer } from './peers.js';

const MODES = ['memory', 'event', 'start'] as const;
type Mode = (typeof MODES)[number];

export interface Options {
  mode: 'compare' | Mode;
  rounds: number;
  /** That one run of one peer takes, about. */
  seconds: number;
  /** Peers' names; empty: all but Hive Gateway. */
  only: readonly string[];
  hive: boolean;
  /** The folder of another checkout that is measured too. */
  against: string | undefined;
  /** Settings of that one alone. */
  set: Readonly<Record<string, string>>;
  operations: readonly string[];
  /** Of the clients, one table each. */
  connections: readonly number[];
  /** Of Node, for all that run on it. */
  flags: readonly string[];
  /** With `--memory`: operations in all. */
  amount: number;
}

export const USAGE = `npm run bench -- [--rounds 5] [--seconds 3] [--connections 16,50] [--flags=…] [--only gateway,hand-written] [--operations cold,hot] [--hive] [--against FOLDER [--set NAME=VALUE]]
npm run bench -- --memory [--amount 100000] [--operations hot,cold]
npm run bench -- --event [--rounds 5]
npm run bench -- --start [--rounds 5]

  --only        ${[...PEERS, HIVE].map(({ name }) => name).join(', ')}
  --operations  ${operations.map(({ name }) => name).join(', ')}
  --flags       Node's, the same for the gateway and all peers on Node, such as --flags=--max-semi-space-size=64
  --against     another checkout of the gateway, built there by npm run build
  --set         a setting of the other checkout alone, which can be this one: --against . --set METRICS_PORT=off
  --hive        Hive Gateway too, whose installation is half a gigabyte
All peers and operations together also write bench/results.md and bench/results.svg.`;

/** @throws {Error} with the usage. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  const count = (name: 'rounds' | 'seconds' | 'amount'): number => {
    const value = Number(values[name]);
    if (!(value > 0) || (name !== 'seconds' && !Number.isInteger(value))) throw new Error(`--${name}\n${USAGE}`);
    return value;
  };
  const names = (name: 'only' | 'operations', known: readonly { name: string }[]): string[] => {
    const given = values[name]?.split(',') ?? [];
    if (given.some((each) => !known.some((one) => one.name === each))) throw new Error(`--${name}\n${USAGE}`);
    return given;
  };
  const connections = (values.connections ?? '').split(',').map(Number);
  if (!connections.every((number) => Number.isInteger(number) && number > 0))
    throw new Error(`--connections\n${USAGE}`);
  const [mode = 'compare', another] = MODES.filter((name) => values[name]);
  if (another) throw new Error(USAGE);
  const only = names('only', [...PEERS, HIVE]);
  return {
    mode,
    rounds: count('rounds'),
    seconds: count('seconds'),
    connections,
    flags: values.flags.split(' ').filter((flag) => flag !== ''),
    only,
    hive: values.hive || only.includes(HIVE.name),
    against: values.against,
    set: Object.fromEntries(values.set.map((text) => text.split(/=(.*)/s, 2) as [string, string])),
    operations: names('operations', operations),
    amount: count('amount'),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '3' },
        connections: { type: 'string', default: '16,50' },
        flags: { type: 'string', default: '' },
        only: { type: 'string' },
        operations: { type: 'string' },
        against: { type: 'string' },
        set: { type: 'string', multiple: true, default: [] },
        amount: { type: 'string', default: '100000' },
        hive: { type: 'boolean', default: false },
        memory: { type: 'boolean', default: false },
        event: { type: 'boolean', default: false },
        start: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

/** Those whose names were given, else all. */
export const chosen = <Named extends { name: string }>(all: readonly Named[], names: readonly string[]): Named[] =>
  names.length === 0 ? [...all] : all.filter(({ name }) => names.includes(name));

export const peersOf = ({ only, hive, against, set }: Options): readonly Peer[] => [
  ...chosen(hive ? [...PEERS, HIVE] : PEERS, only),
  ...(against === undefined ? [] : [otherGateway(against, set)]),
];
