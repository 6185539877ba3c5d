/** The health check of the image: exits with 0 if the gateway of this container is ready. */
import { nameOfAddress } from '../common/host-names.js';
import { ConfigReader } from '../config/config-reader.js';

const TIMEOUT_MS = 2_000;
/** Addresses that are listened on, and none that can be asked. */
const ANY: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

const reader = new ConfigReader(process.env);
const listened = reader.textOr('HOST');
const host = ANY[listened] ?? listened;
const url = `http://${nameOfAddress(host) ?? host}:${reader.integer('PORT')}/readyz`;

fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
  async (response) => {
    process.stdout.write(`${await response.text()}\n`);
    process.exitCode = response.ok ? 0 : 1;
  },
  (error: unknown) => {
    process.stderr.write(`${url}: ${String(error)}\n`);
    process.exitCode = 1;
  },
);
