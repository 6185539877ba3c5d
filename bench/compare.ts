/** The gateway beside its peers: runs in turn, round by round, so that whatever else the machine does falls on all alike. */
import { checkAnswers } from './answers.js';
import { type Bench, type Contender, type Measured, measure, medians, warmUp } from './measure.js';
import { type Operation, operations } from './operations.js';
import { chosen, type Options, peersOf } from './options.js';
import { GATEWAY } from './peers.js';
import type { Section } from './report/section.js';
import { startLoad } from './support/load.js';
import { startRest } from './support/rest.js';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

export async function compare(options: Options): Promise<Section[]> {
  const [rest, load] = [await startRest(), await startLoad()];
  const gateway = { ...GATEWAY, server: await GATEWAY.start(rest.url, options.flags) };
  const started: Contender[] = [gateway];
  try {
    const selected = chosen(operations, options.operations);
    const leftOut = new Map<string, string>();
    const contenders: Contender[] = [];
    for (const peer of peersOf(options)) {
      try {
        const contender =
          peer.name === GATEWAY.name ? gateway : { ...peer, server: await peer.start(rest.url, options.flags) };
        if (contender !== gateway) started.push(contender);
        await checkAnswers(contender, gateway, selected);
        contenders.push(contender);
      } catch (error) {
        leftOut.set(peer.title, reasonOf(error));
        say(`${peer.name} is left out: ${reasonOf(error)}`);
      }
    }
    const sections: Section[] = [];
    for (const operation of selected) {
      for (const connections of options.connections) {
        const section = await compareOn({ connections, rest, load }, contenders, operation, options);
        sections.push({ ...section, leftOut: new Map([...leftOut, ...section.leftOut]) });
      }
    }
    return sections;
  } finally {
    await Promise.all(started.map(({ server }) => server.stop()));
    load.stop();
    rest.stop();
  }
}

async function compareOn(
  bench: Bench,
  contenders: readonly Contender[],
  operation: Operation,
  { rounds, seconds }: Options,
): Promise<Section> {
  const leftOut = new Map<string, string>();
  const entrants = new Map<Contender, { amount: number; runs: Measured[] }>();
  const attempt = async (contender: Contender, work: () => Promise<void>): Promise<void> => {
    await work().catch((error: unknown) => {
      entrants.delete(contender);
      leftOut.set(contender.title, reasonOf(error));
      say(`${contender.name} is left out: ${reasonOf(error)}`);
    });
  };
  for (const contender of contenders) {
    say(`${operation.name}: ${contender.name} warms up`);
    await attempt(contender, async () => {
      entrants.set(contender, { amount: await warmUp(bench, contender, operation, seconds), runs: [] });
    });
  }
  for (let round = 0; round < rounds; round += 1) {
    const order = [...entrants];
    // Each begins a round in turn, since it also matters who ran before.
    for (const [contender, { amount, runs }] of [
      ...order.slice(round % order.length),
      ...order.slice(0, round % order.length),
    ]) {
      await attempt(contender, async () => {
        const run = await measure(bench, contender, operation, amount);
        runs.push(run);
        say(`${operation.name} ${round + 1}/${rounds}: ${contender.name} ${run.cpuMs.toFixed(3)} ms`);
      });
    }
  }
  const results = [...entrants].map(([{ name, title }, { runs }]) => ({ name, title, ...medians(runs) }));
  return { operation, connections: bench.connections, results, leftOut };
}

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 200);
