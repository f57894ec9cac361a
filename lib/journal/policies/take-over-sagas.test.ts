import { expect, test, vi } from 'vitest';
import { takeOverSagas } from './take-over-sagas';

type Due = { id: string; tenantId: string; kind: string; leaseUntil: Date; leaseToken: null };
const stored = vi.hoisted(() => ({ due: [] as unknown[], resumed: [] as string[] }));
vi.mock('@/lib/db/client', () => ({
  db: () => ({
    saga: {
      findMany: ({ take }: { take: number }) => Promise.resolve(stored.due.slice(0, take)),
      findFirst: () => Promise.resolve(null),
    },
  }),
}));
vi.mock('./saga', () => ({
  leaseMs: 1,
  claimSaga: (id: string) => Promise.resolve({ id, row: { state: 'RUNNING' } }),
}));
vi.mock('./resume-saga', () => ({
  resumeSaga: ({ id }: { id: string }) => Promise.resolve(void stored.resumed.push(id)),
}));

test('what is left of many assignments of one tenant is not gone on with before the one thing that another has begun', async () => {
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
  await takeOverSagas();
  expect(stored.resumed.slice(0, 3)).toEqual(['bulk 0', 'single', 'bulk 1']);
  expect(stored.resumed).toHaveLength(20);
});
