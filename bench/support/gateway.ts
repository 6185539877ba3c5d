/** The gateway as its users run it: built, in production mode, with sign-in, limits and logging. */
import { fileURLToPath } from 'node:url';
import { SignJWT } from 'jose';
import { freePort, type Server, startServer } from './process.js';

const ROOT = new URL('../../', import.meta.url);
const SECRET = 'a-secret-of-the-bench-at-least-32-bytes-long';

/** @param root The checkout whose build is started. */
export async function startGateway(
  restUrl: string,
  flags: readonly string[],
  env: Record<string, string> = {},
  root = ROOT,
): Promise<Server> {
  const port = await freePort();
  return startServer(
    {
      file: process.execPath,
      args: [...flags, fileURLToPath(new URL('dist/main.js', root))],
      env: {
        NODE_ENV: 'production',
        PORT: String(port),
        UPSTREAM_URL: restUrl,
        STORE_URL: 'memory:',
        AUTH: 'jwt',
        JWT_SECRET: SECRET,
        LOG_LEVEL: 'info',
        ...env,
      },
    },
    port,
  );
}

/** An operator's token, good for a day. */
export const operatorToken = (): Promise<string> =>
  new SignJWT({ scope: 'wallet:operator' })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime('1 day')
    .sign(new TextEncoder().encode(SECRET));
