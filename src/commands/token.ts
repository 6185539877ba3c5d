/** `npm run token -- --customer cus_8a9b3e`: a token for trying things out, signed with `JWT_SECRET`. */
import { parseArgs } from 'node:util';
import { SignJWT } from 'jose';
import { readJwt } from '../config/auth-settings.js';
import { ConfigReader } from '../config/config-reader.js';
import { isId } from '../input/check-id.js';
import { runCommand, UsageError } from './command.js';

const USAGE = `JWT_SECRET=… npm run --silent token -- --customer cus_8a9b3e
JWT_SECRET=… npm run --silent token -- --operator
  --expires-in SECONDS   default 3600`;

runCommand(async () => {
  const { customer, operator, 'expires-in': expiresIn } = readArguments();
  const lifetime = /^[1-9]\d*$/.test(expiresIn) ? Number(expiresIn) : 0;
  if ((customer === undefined) === (operator === undefined) || lifetime === 0) throw new UsageError(USAGE);

  if (customer !== undefined && !isId(customer)) throw new UsageError('--customer must be a valid customer id.');

  const reader = new ConfigReader(process.env);
  const jwt = readJwt(reader);
  if (reader.problems.length > 0) throw new UsageError(reader.problems.join('\n'));
  if (!jwt || !('secret' in jwt.key)) throw new UsageError('JWT_SECRET is required to mint a token.');
  const claims = operator ? { scope: jwt.operatorScope } : { [jwt.customerClaim ?? '']: customer };
  const token = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setIssuedAt();
  if (jwt.issuer !== undefined) token.setIssuer(jwt.issuer);
  if (jwt.audience !== undefined) token.setAudience(jwt.audience);
  return token
    .setExpirationTime(Math.floor(Date.now() / 1_000) + lifetime)
    .sign(new TextEncoder().encode(jwt.key.secret));
});

function readArguments() {
  try {
    return parseArgs({
      options: {
        customer: { type: 'string' },
        operator: { type: 'boolean' },
        'expires-in': { type: 'string', default: '3600' },
      },
    }).values;
  } catch {
    throw new UsageError(USAGE);
  }
}
