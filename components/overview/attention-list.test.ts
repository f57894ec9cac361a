import { expect, test } from 'vitest';
import { machine, operation } from '@/lib/client/testing/samples';
import { failuresApart } from './attention-list';

const failed = (id: string, guid: string, kind: 'BACKUP' | 'RESTORE') =>
  operation(1, { id, kind, state: 'FAILED', machine: { guid, name: guid } });

test('shows a failed backup with its machine if that needs attention, and other failures separately', () => {
  const { ofMachine, others, othersTotal } = failuresApart({
    attention: [machine()],
    failures: [
      failed('newest', 'm1', 'BACKUP'),
      failed('older', 'm1', 'BACKUP'),
      failed('restore', 'm1', 'RESTORE'),
      failed('elsewhere', 'm2', 'BACKUP'),
    ],
    failuresTotal: 30,
  });
  expect(ofMachine.get('m1')?.id).toBe('newest');
  expect(others.map(({ id }) => id)).toEqual(['restore', 'elsewhere']);
  expect(othersTotal).toBe(28);
});
