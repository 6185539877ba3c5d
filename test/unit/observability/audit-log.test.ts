import pino from 'pino';
import { expect, it } from 'vitest';
import { AuditLog } from '../../../src/observability/audit-log.js';

const ENTRY = {
  requestId: 'r1',
  write: 'createWallet',
  ids: { customerId: 'c1', walletId: 'w1' },
  outcome: 'carried-out' as const,
  attempt: undefined,
};

function auditOf(level: string, isHashed: boolean, actor: string) {
  const lines: string[] = [];
  const log = pino({ level }, { write: (line) => void lines.push(line) });
  new AuditLog(log, isHashed).write({ ...ENTRY, actor });
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('is written at any level but silent', () => {
  const { attempt: _, ...logged } = ENTRY;
  expect(auditOf('fatal', false, 'operator')).toMatchObject([{ ...logged, actor: 'operator' }]);
  expect(auditOf('silent', false, 'operator')).toEqual([]);
});

it('has hashes of viewers and customers that are the same each time, and the kind of viewer', () => {
  const [line] = auditOf('info', true, 'customer:c1');
  const { actor, ids } = line as { actor: string; ids: Record<string, string> };
  expect(actor).toMatch(/^customer:[0-9a-f]{16}$/);
  expect(actor).toBe(`customer:${ids.customerId}`);
  expect(ids.walletId).toBe('w1');
  expect(auditOf('info', true, 'operator:ann@example.com')[0]?.actor).toMatch(/^operator:[0-9a-f]{16}$/);
  expect(auditOf('info', true, 'operator')[0]?.actor).toBe('operator');
});
