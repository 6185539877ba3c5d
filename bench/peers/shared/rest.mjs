/**
 * The three calls that the operations need, as an engineer writes them who wants them cheap: a `Pool`, whose requests name a path and parse no URL.
 * `undici` is handed in, since each peer has its own.
 *
 * @param {typeof import('undici')} undici
 * @param {string} baseUrl
 */
export function createRest({ Pool }, baseUrl) {
  // As many connections as the gateway has by default.
  const pool = new Pool(baseUrl, { connections: 128 });

  async function get(path) {
    const { statusCode, body } = await pool.request({ method: 'GET', path });
    const envelope = await body.json();
    if (statusCode !== 200 || envelope.status !== '1') throw new Error('the REST API said no');
    return envelope.data;
  }

  return {
    wallets: async (customerId, first) => {
      const { items, nextCursor } = await get(`/customers/${encodeURIComponent(customerId)}/wallets?limit=${first}`);
      const nodes = items.map(({ walletId, asset, network, address, status }) => ({
        id: walletId,
        asset,
        network,
        address,
        status,
      }));
      return { nodes, pageInfo: pageInfoOf(nextCursor) };
    },
    balance: (walletId) => get(`/wallets/${encodeURIComponent(walletId)}/balances`),
    transactions: async (walletId, first) => {
      const { items, nextCursor } = await get(`/wallets/${encodeURIComponent(walletId)}/transactions?limit=${first}`);
      const nodes = items.map(({ txId, type, reason, amount, asset, network, txHash, createdAt }) => ({
        id: txId,
        type,
        reason,
        amount,
        asset,
        network,
        txHash,
        createdAt,
      }));
      return { nodes, pageInfo: pageInfoOf(nextCursor) };
    },
  };
}

const pageInfoOf = (nextCursor) => ({ hasNextPage: nextCursor !== null, endCursor: nextCursor });
