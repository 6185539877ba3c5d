/**
 * Runs the frontend example with a gateway and the simulator.
 *
 * Usage: npm run example
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const PORT = process.env.PORT ?? '4000';

// Shared with the sign-in of vite.config.ts, which reads it when the server is made.
process.env.JWT_SECRET ??= randomBytes(32).toString('base64url');
process.env.GATEWAY_URL ??= `http://127.0.0.1:${PORT}`;

const gateway = spawn(process.execPath, [path('dist/main.js')], {
  env: { ...process.env, AUTH: 'jwt', PORT },
  stdio: ['ignore', 'inherit', 'inherit'],
});
gateway.once('exit', (code) => process.exit(code ?? 1));
const app = await createServer({ root: path('examples/frontend') });
await app.listen();
app.printUrls();

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    gateway.kill(signal);
    void app.close();
  });
