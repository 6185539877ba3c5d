/**
 * The three calls that the operations need. `undici` is handed in, since each peer has its own.
 *
 * @param {typeof import('undici')} undici
 * @param {string} baseUrl
 */
export function createRest({ Agent, request }, baseUrl) {
  // As many connections as the gateway has by default.
  const dispatcher = new Agent({ connections: 128 });

  async function get(path) {
    const { statusCode, body } = await request(baseUrl + path, { dispatcher });
    const envelope = await body.json();
    if (statusCode !== 200 || envelope.status !== '1') throw new Error('the REST API said no');
    return envelope.data;
  }

  return {
    wallets: async (customerId, first) => {
      const { items } = await get(`/customers/${encodeURIComponent(customerId)}/wallets?limit=${first}`);
      return items.map(({ walletId, asset, network, address, status }) => ({
        id: walletId,
        asset,
        network,
        address,
        status,
      }));
    },
    balance: (walletId) => get(`/wallets/${encodeURIComponent(walletId)}/balances`),
    transactions: async (walletId, first) => {
      const { items } = await get(`/wallets/${encodeURIComponent(walletId)}/transactions?limit=${first}`);
      return items.map(({ txId, type, reason, amount, asset, network, txHash, createdAt }) => ({
        id: txId,
        type,
        reason,
        amount,
        asset,
        network,
        txHash,
        createdAt,
      }));
    },
  };
}
