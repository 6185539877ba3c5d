/** What a frontend team writes instead: an endpoint per screen, on `node:http` and undici's `Pool`. */
import { createServer } from 'node:http';
import * as undici from 'undici';
import { createRest } from '../shared/rest.mjs';

const rest = createRest(undici, process.env.REST_URL);

async function customer({ id, wallets: first }) {
  const { nodes: wallets, pageInfo } = await rest.wallets(id, first);
  const nodes = await Promise.all(
    wallets.map(async ({ id, asset, network, address, status }) => {
      const [balance, transactions] = await Promise.all([rest.balance(id), rest.transactions(id, 5)]);
      return {
        id,
        asset,
        network,
        address,
        status,
        balance: { available: balance.available, pending: balance.pending, updatedAt: balance.updatedAt },
        transactions: {
          nodes: transactions.nodes.map(({ id, type, reason, amount, txHash, createdAt }) => ({
            id,
            type,
            reason,
            amount,
            txHash,
            createdAt,
          })),
          pageInfo: transactions.pageInfo,
        },
      };
    }),
  );
  return { customer: { id, wallets: { nodes, pageInfo } } };
}

async function balance({ id }) {
  const { available, pending } = await rest.balance(id);
  return { wallet: { balance: { available, pending } } };
}

/** By the operation's name: the same requests reach every peer. */
const endpoints = { Customer: customer, Balance: balance };

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    try {
      const { operationName, variables } = JSON.parse(Buffer.concat(chunks).toString());
      send(response, 200, { data: await endpoints[operationName](variables) });
    } catch {
      send(response, 502, { errors: [{ message: 'something went wrong' }] });
    }
  });
}).listen(Number(process.env.PORT), '127.0.0.1');

function send(response, status, answer) {
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}
