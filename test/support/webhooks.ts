/** Webhooks as a REST API sends them, many at a time. */

import { Pool } from 'undici';
import { onTestFinished } from 'vitest';
import { WEBHOOK_PATH } from '../../src/http/webhook-route.js';

/** @returns sends one to the gateway at `url`, and resolves to the answer's status. */
export function webhooksTo(url: string): (orderId: string) => Promise<number> {
  const pool = new Pool(url, { connections: 20 });
  onTestFinished(() => pool.close());
  return async (orderId) => {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: WEBHOOK_PATH,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event: 'topup.status', data: { orderId, status: 'COMPLETED' } }),
    });
    await body.dump();
    return statusCode;
  };
}

/** Does it for each number below `count`, so many at a time. */
export async function forEach(count: number, atATime: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}
