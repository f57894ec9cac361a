import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { startJournalDatabase } from '@/lib/journal/testing/journal-database';
import { parseList } from '@/lib/storware/wire/parse';
import { WireTask } from '@/lib/storware/resources/tasks';
import { observeTasks } from './operations/observe-tasks';

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await startJournalDatabase('fatal');
});
afterAll(async () => {
  await stop();
});

const hostileText = fc.oneof(
  fc.constantFrom(
    'a\0b',
    'valueOf',
    '__proto__',
    '\uD83D',
    '\uDE00x',
    '',
    ' ',
    '\u202E',
    'x'.repeat(70_000),
    "'; DROP TABLE",
    '\\u0000',
  ),
  fc.string({ unit: 'binary' }),
);
const hostileNumber = fc.oneof(
  fc.constantFrom(0, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 2 ** 63, 1e308, -1e308, 0.5, '9'.repeat(400), '12'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const hostileTime = fc.oneof(
  fc.constantFrom(0, -1, 8.64e15, 253_402_300_800_000, -62_135_596_800_001, 1e300),
  fc.integer(),
);
const odd = fc.oneof(hostileText, hostileNumber, fc.constant(null), fc.constant([]), fc.constant({}));
const reference = fc.oneof(fc.record({ guid: fc.oneof(hostileText, fc.uuid()), name: hostileText }), hostileText);
const hostileTask = fc.record(
  {
    state: fc.oneof(fc.constantFrom('QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED'), hostileText),
    type: fc.oneof(fc.constantFrom('EXPORT', 'STORE', 'RESTORE', 'IMPORT'), hostileText),
    progress: fc.oneof(hostileNumber, odd),
    windowStart: fc.oneof(hostileTime, odd),
    windowEnd: fc.oneof(hostileTime, odd),
    startTime: fc.oneof(hostileTime, odd),
    finishTime: fc.oneof(hostileTime, odd),
    statusInfo: fc.oneof(hostileText, odd),
    priority: fc.oneof(hostileNumber, odd),
    retryCount: fc.oneof(hostileNumber, odd),
    protectedEntityDisplayName: hostileText,
    backup: reference,
    backupType: hostileText,
    parentTask: reference,
    workflowExecution: reference,
    restoreJob: reference,
    restoreType: hostileText,
    originEntity: fc.record({ guid: hostileText, name: hostileText, type: hostileText }),
    dstProtectedEntity: fc.record({ guid: hostileText, name: hostileText, type: fc.constant('VM') }),
  },
  { requiredKeys: ['state', 'type'] },
);

describe('unusual task data of a server', () => {
  test('is stored as far as possible, and does not stop the tracking of other machines', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(hostileTask, { minLength: 1, maxLength: 4 }),
        hostileText,
        async (hostile, machineName) => {
          const machine = (guid: string, name: string) => ({ protectedEntity: { guid, name, type: 'VM' } });
          const [good, bad] = [randomUUID(), randomUUID()];
          const plain = { guid: randomUUID(), type: 'EXPORT', state: 'RUNNING', ...machine(good, 'good') };
          // In the form of the API.
          const body: unknown = JSON.parse(
            JSON.stringify([
              ...hostile.map((task) => ({ guid: randomUUID(), ...machine(bad, machineName), ...task })),
              plain,
            ]),
          );
          const { items } = parseList(WireTask, body, log.child({}, { level: 'silent' }));
          expect(await observeTasks(items, { complete: true, begunAt: new Date() })).toMatchObject({ failed: 0 });
          expect(await db().operation.count({ where: { machineGuid: good } })).toBe(1);
          const stored = await db().operationTask.count({ where: { operation: { machineGuid: bad } } });
          expect(stored).toBe(items.filter(({ machineGuid }) => machineGuid === bad).length);
        },
      ),
      { numRuns: 60 },
    );
  });
});
