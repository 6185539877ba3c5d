/** Serves the app, passes GraphQL on to the gateway, and stands in for an identity provider. */
import react from '@vitejs/plugin-react';
import { SignJWT } from 'jose';
import { defineConfig, type Plugin } from 'vite';

const GATEWAY_URL = process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000';
const SECRET = new TextEncoder().encode(process.env.JWT_SECRET ?? '');
const TOKEN_SECONDS = Number(process.env.TOKEN_SECONDS ?? 60);

/** For trying the app alone: it signs a token for whoever asks. */
const demoSignIn = (): Plugin => ({
  name: 'demo-sign-in',
  configureServer: ({ middlewares }) => {
    middlewares.use('/sign-in', async (request, response) => {
      const customerId = new URL(request.url ?? '', 'http://localhost').searchParams.get('customer') ?? '';
      const token = await new SignJWT({ customer_id: customerId })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime(`${TOKEN_SECONDS}s`)
        .sign(SECRET);
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ token, seconds: TOKEN_SECONDS }));
    });
  },
});

export default defineConfig({
  plugins: [react(), demoSignIn()],
  server: { proxy: { '/graphql': { target: GATEWAY_URL, ws: true } } },
});
