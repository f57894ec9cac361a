import { expect, test, vi } from 'vitest';
import { takeOver } from './run-saga';

type Due = { id: string; tenantId: string; kind: string; leaseUntil: Date; leaseToken: null };
const stored = vi.hoisted(() => ({ due: [] as unknown[], taken: [] as string[] }));
vi.mock('@/lib/db/client', () => ({
  db: () => ({
    saga: {
      findMany: ({ take }: { take: number }) => Promise.resolve(stored.due.slice(0, take)),
    },
  }),
}));
vi.mock('./saga', () => ({ takeSaga: (row: { id: string }) => Promise.resolve({ row }) }));

test('takes the only saga of one tenant before the rest of many sagas of another', async () => {
  const saga = (tenantId: string, id: string, minute: number): Due => ({
    id,
    tenantId,
    kind: 'ASSIGN',
    leaseUntil: new Date(minute * 60_000),
    leaseToken: null,
  });
  stored.due = [
    ...Array.from({ length: 60 }, (_, index) => saga('bulk', `bulk ${index}`, index)),
    saga('single', 'single', 100),
  ];
  for await (const { row } of takeOver(['ASSIGN'], { now: () => new Date(), limit: 20, signal: undefined }))
    stored.taken.push(row.id);
  expect(stored.taken.slice(0, 3)).toEqual(['bulk 0', 'single', 'bulk 1']);
  expect(stored.taken).toHaveLength(20);
});
