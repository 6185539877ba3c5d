/** The clients, a process of their own: some connections of autocannon, each operation with an id drawn at random or in turn. */
import autocannon from 'autocannon';

/**
 * @typedef {object} Job
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {string} body with `@id` where the id belongs
 * @property {{ prefix: string, suffix: string, count: number, from?: number }} ids with `from`, each once and in turn from there on
 * @property {number} amount of operations
 * @property {number} connections at most
 */

/** @param {Job} job */
function run({ url, headers, body, ids, amount, connections }) {
  const parts = body.split('@id');
  let next = ids.from ?? 0;
  const nextId = () => {
    const number = ids.from === undefined ? Math.floor(Math.random() * ids.count) : next++;
    return ids.prefix + String(number).padStart(5, '0') + ids.suffix;
  };
  const latencies = [];
  const startedAt = performance.now();
  let lastAt = startedAt;
  return new Promise((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        connections: Math.min(connections, amount),
        amount,
        timeout: 60,
        sampleInt: 100,
        requests: [
          { method: 'POST', headers, setupRequest: (request) => ({ ...request, body: parts.join(nextId()) }) },
        ],
        verifyBody: (answer) => !answer.includes('"errors"') && !answer.includes('"status":"-1"'),
      },
      (error, result) => {
        if (error) return reject(error);
        const failed = result.errors + result.timeouts + result.mismatches + result.non2xx;
        // It tells the end at its next sample only; what counts is the last answer.
        resolve({ failed, seconds: (lastAt - startedAt) / 1_000, latencies: latencies.sort((a, b) => a - b) });
      },
    );
    instance.on('response', (_client, _status, _bytes, milliseconds) => {
      latencies.push(milliseconds);
      lastAt = performance.now();
    });
  });
}

process.on('message', async (job) => {
  try {
    const { failed, seconds, latencies } = await run(job);
    const at = (part) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0;
    process.send({ operations: latencies.length, failed, seconds, p50: at(0.5), p99: at(0.99) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
process.once('disconnect', () => process.exit());
process.send('ready');
