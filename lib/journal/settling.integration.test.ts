import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isSettled } from '@/lib/contracts/operation';
import { AppError, isAppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import { startJournalDatabase } from '@/lib/journal/testing/journal-database';
import { mintAuthorizedMachine } from '@/lib/storware/authorized-handles';
import type { StorwareTask } from '@/lib/storware/model/task';
import type { WriteOutcome } from '@/lib/storware/model/result';
import { createTaskRounds } from '@/lib/worker/task-rounds';
import { cancelOperation, maxRefusals, continueCancellations } from './operations/cancel-operation';
import { linkRestoreJobs, observeTasks } from './operations/observe-tasks';
import { requestWork } from './operations/start-work';
import type { PlannedWork } from './operations/start-work';
import { withMachine } from './locks';
import { resolveByRecord, resolveFromRecords } from './operations/resolve-unknown';
import { submitCall } from './operations/submit';
import { ModelServer } from './testing/model-server';

let server = new ModelServer();
/** Single tasks whose read fails: the server answers 500. */
const unreadable = new Set<string>();
vi.mock('@/lib/storware/unscoped', () => ({
  listTasksUnscoped: (filter: { machineGuid?: string; states?: readonly string[] }) =>
    Promise.resolve({ items: server.tasks(filter), broken: 0, complete: true }),
  findTaskUnscoped: (guid: string) => {
    if (unreadable.has(guid)) return Promise.reject(new AppError('upstream_unavailable'));
    return Promise.resolve(server.tasks().find((task) => task.guid === guid) ?? null);
  },
}));

/** The server's response to a cancellation, and how many requests it got. */
const cancelling = {
  answer: { kind: 'unknown', error: new AppError('upstream_timeout') } as WriteOutcome<string>,
  requests: 0,
};
vi.mock('@/lib/storware/authorized', () => ({
  cancelTask: () => {
    cancelling.requests += 1;
    return Promise.resolve(cancelling.answer);
  },
}));

let stop: () => Promise<void>;
let tenantId: string;
beforeAll(async () => {
  stop = await startJournalDatabase();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  tenantId = (await db().tenant.create({ data: { slug: 'model', name: 'Model' } })).id;
});
afterAll(async () => {
  vi.useRealTimers();
  await stop();
});

const deliveries = [
  'answered',
  'slow',
  'lost',
  'killed before',
  'killed after',
  'never arrived',
  'refused',
  'accepted without tasks',
] as const;
type Delivery = (typeof deliveries)[number];
type Step =
  | {
      readonly do: 'request';
      readonly kind: 'BACKUP' | 'RESTORE';
      readonly delivery: Delivery;
      readonly fails: boolean;
    }
  | { readonly do: 'schedule' | 'purge' | 'round' | 'records' }
  | { readonly do: 'work'; readonly which: number; readonly times: number }
  | { readonly do: 'wait'; readonly seconds: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('request' as const),
      kind: fc.constantFrom('BACKUP' as const, 'RESTORE' as const),
      delivery: fc.constantFrom(...deliveries),
      fails: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'schedule' as const,
        'purge' as const,
        'round' as const,
        'round' as const,
        'records' as const,
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('work' as const), which: fc.nat(5), times: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }) },
);

class Killed extends Error {}

function restoreOf(machine: PlannedWork['machine']): PlannedWork {
  const call = { kind: 'unmount', mountGuid: 'never sent: the tests make the call themselves' } as const;
  return { kind: 'RESTORE', machine, mode: 'IMPORT', backupGuid: 'source', targetName: 'new', request: {}, call };
}

/** One machine on a server of its own, with the journal and the worker's rounds for it. */
class Play {
  readonly server = new ModelServer();
  readonly #requested = new Set<string>();
  readonly #rounds = createTaskRounds({
    onEnded: (guids) => guids.forEach((guid) => this.#requested.add(guid)),
    onInventoryRead: () => undefined,
  });
  #accepted = 0;

  async begin(): Promise<void> {
    server = this.server;
    await db().mirrorMachine.create({
      data: { guid: this.server.machineGuid, name: 'model', platform: 'KVM', present: true, contentHash: '' },
    });
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'request':
        return this.#request(step.kind, step.delivery, step.fails);
      case 'schedule':
        this.server.accept('BACKUP', { isScheduled: true });
        return;
      case 'purge':
        this.server.purge();
        return;
      case 'round':
        return this.round();
      case 'records':
        return this.records();
      case 'work': {
        const work = this.server.works[step.which % Math.max(1, this.server.works.length)];
        for (let time = 0; work && time < step.times; time += 1) this.server.step(work, new Date());
        return;
      }
      case 'wait':
        vi.advanceTimersByTime(step.seconds * 1_000);
    }
  }

  async round(): Promise<void> {
    await this.#rounds.round(new AbortController().signal);
    if (this.#requested.delete(this.server.machineGuid)) await this.records();
  }

  async records(): Promise<void> {
    await this.server.writeRecords(new Date());
    await linkRestoreJobs(this.server.machineGuid);
    await resolveFromRecords(this.server.machineGuid);
  }

  /** Lets the server end its work without faults; returns the operations after three minutes. */
  async calm() {
    for (const work of this.server.works) while (this.server.step(work, new Date()));
    for (let second = 0; second < 180; second += 15) {
      await this.round();
      vi.advanceTimersByTime(15_000);
    }
    await this.round();
    return db().operation.findMany({
      where: { machineGuid: this.server.machineGuid },
      include: { tasks: true },
      orderBy: { requestedAt: 'asc' },
    });
  }

  /** Requests that the server has accepted. */
  get accepted(): number {
    return this.#accepted;
  }

  async #request(kind: 'BACKUP' | 'RESTORE', delivery: Delivery, fails: boolean): Promise<void> {
    const { machineGuid } = this.server;
    const machine = { handle: mintAuthorizedMachine(machineGuid), name: 'model' };
    const requester = { tenantId, userId: 'u', name: 'U', requestId: 'r' };
    const idempotentRequest = { key: randomUUID(), route: 'test', bodyHash: '' };
    const windowStart = new Date();
    let id: string | undefined;
    try {
      if (kind === 'BACKUP') {
        const plan = {
          type: 'FULL' as const,
          priority: 50,
          windowStart: windowStart.toISOString(),
          windowEnd: windowStart.toISOString(),
          destinationGuid: null,
          ruleGuids: [],
        };
        id = (
          await requestWork(requester, idempotentRequest, [
            { kind, machine, request: plan, call: { kind: 'backup', plan } },
          ])
        ).ids[0];
      } else {
        id = (await requestWork(requester, idempotentRequest, [restoreOf(machine)])).ids[0];
      }
    } catch (error) {
      if (isAppError(error) && error.code === 'conflict') return;
      throw error;
    }
    if (id === undefined) throw new Error('no operation');
    await db().operation.update({ where: { id }, data: { requestedAt: windowStart } });
    if (delivery === 'killed before') return;
    await submitCall(id, machineGuid, () => this.#call(kind, delivery, fails, windowStart)).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
  }

  async #call(
    kind: 'BACKUP' | 'RESTORE',
    delivery: Delivery,
    fails: boolean,
    windowStart: Date,
  ): Promise<WriteOutcome<StorwareTask[]>> {
    if (delivery === 'refused') return { kind: 'rejected', status: 400, message: 'no' };
    if (delivery === 'never arrived') throw new Killed();
    const task = this.server.accept(kind, { windowStart: kind === 'BACKUP' ? windowStart : null, fails });
    this.#accepted += 1;
    switch (delivery) {
      case 'killed after':
        throw new Killed();
      case 'lost':
        return { kind: 'unknown', error: new AppError('upstream_timeout') };
      case 'accepted without tasks':
        return { kind: 'accepted', value: [] };
      case 'slow': {
        // The first task ends before the response comes, and before any poll of the queue.
        const work = this.server.works.at(-1);
        for (let time = 0; work && time < 3; time += 1) this.server.step(work, new Date());
        await this.round();
        vi.advanceTimersByTime(5_000);
        return { kind: 'accepted', value: [task] };
      }
      default:
        return { kind: 'accepted', value: [task] };
    }
  }
}

describe('settling of operations', () => {
  test('with any order of responses, polls, crashes and records, each operation ends within three minutes without faults', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 14 }), async (steps) => {
        const play = new Play();
        await play.begin();
        for (const step of steps) await play.take(step);
        const operations = await play.calm();
        expect(
          operations
            .filter(({ state }) => !isSettled(state))
            .map(({ state, submission, tasks }) => ({ state, submission, tasks })),
        ).toEqual([]);
        // One operation for each piece of work: those not requested here come from the schedule.
        const requested = operations.filter(({ submission }) => submission !== 'OBSERVED');
        expect(operations.length - requested.length).toBeLessThanOrEqual(
          play.server.works.filter(({ isScheduled }) => isScheduled).length,
        );
        expect(requested.filter(({ submission }) => submission === 'ACCEPTED').length).toBe(play.accepted);
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });
});

describe('a task that cannot be read', () => {
  test('affects only itself: the others are tracked to their end, and the queue counts as read', async () => {
    const play = new Play();
    await play.begin();
    const [odd, plain] = [
      play.server.accept('BACKUP', { isScheduled: true }),
      play.server.accept('BACKUP', { isScheduled: true }),
    ];
    for (const work of play.server.works) play.server.step(work, new Date());
    await play.round();
    unreadable.add(odd.guid);
    for (const work of play.server.works) while (play.server.step(work, new Date()));
    play.server.purge();
    vi.advanceTimersByTime(5_000);
    await play.round();
    expect(await db().operationTask.findUniqueOrThrow({ where: { guid: plain.guid } })).toMatchObject({
      goneAt: expect.any(Date) as unknown,
    });
    expect(await db().mirrorSync.findUniqueOrThrow({ where: { kind: 'tasks' } })).toMatchObject({
      error: null,
      broken: 1,
    });
    expect((await play.calm()).map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });
});

describe('a chain', () => {
  test('that was first taken for external work is merged into the requested operation once their relation is known', async () => {
    const play = new Play();
    await play.begin();
    const { machineGuid } = play.server;
    const first = play.server.accept('RESTORE', {});
    const [work] = play.server.works;
    for (let time = 0; work && time < 3; time += 1) play.server.step(work, new Date());
    const second = play.server.tasks().filter(({ type }) => type === 'IMPORT');
    await observeTasks(second, { complete: false, begunAt: new Date() });
    expect(await db().operation.findMany({ where: { machineGuid } })).toMatchObject([{ submission: 'OBSERVED' }]);
    const {
      ids: [operationId = ''],
    } = await requestWork({ tenantId, userId: 'u', name: 'U', requestId: 'r' }, null, [
      restoreOf({ handle: mintAuthorizedMachine(machineGuid), name: 'model' }),
    ]);
    await submitCall(operationId, machineGuid, () => Promise.resolve({ kind: 'accepted', value: [first] }));
    expect(
      await db().operation.findMany({
        where: { machineGuid },
        include: { tasks: { orderBy: { type: 'asc' }, select: { type: true } } },
      }),
    ).toMatchObject([{ id: operationId, tasks: [{ type: 'IMPORT' }, { type: 'RESTORE' }] }]);
  });
});

describe('a lost response', () => {
  /** A machine with a request whose response was lost, and whose task was never seen. */
  async function lost() {
    const play = new Play();
    await play.begin();
    const { machineGuid } = play.server;
    await play.take({ do: 'request', kind: 'BACKUP', delivery: 'lost', fails: false });
    const operation = await db().operation.findFirstOrThrow({ where: { machineGuid } });
    const { requestedAt } = operation;
    const backup = async (name: string, seconds: number, originType: string | null): Promise<string> => {
      const startedAt = new Date(requestedAt.getTime() + seconds * 1_000);
      const { guid } = await db().mirrorBackup.create({
        data: {
          guid: `${name}-${machineGuid}`,
          machineGuid,
          status: 'SUCCESS',
          type: 'FULL',
          startedAt,
          firstSeenAt: startedAt,
          originType,
          locations: [],
          restorable: true,
          contentHash: '',
        },
      });
      return guid;
    };
    const claim = (backupGuid: string) =>
      db().operation.create({
        data: {
          tenantId,
          kind: 'BACKUP',
          origin: 'USER',
          state: 'SUCCEEDED',
          submission: 'ACCEPTED',
          machineGuid,
          machineName: 'model',
          backupGuid,
          requestedAt,
          finishedAt: requestedAt,
        },
      });
    const settle = () => withMachine(machineGuid, (tx) => resolveByRecord(tx, operation));
    const settled = () =>
      db().operation.findUniqueOrThrow({
        where: { id: operation.id },
        select: { state: true, submission: true, backupGuid: true },
      });
    return { backup, claim, settle, settled };
  }

  test('is settled by a backup without a known origin, but not by one that belongs to another operation', async () => {
    const { backup, claim, settle, settled } = await lost();
    await claim(await backup('claimed', 1, null));
    await backup('scheduled', 2, 'SCHEDULE');
    await backup('earlier', -120, null);
    expect(await settle()).toBe(false);
    expect(await settled()).toMatchObject({ state: 'REQUESTED', submission: 'UNKNOWN', backupGuid: null });
    const second = await backup('second', 3, null);
    await backup('third', 4, null);
    expect(await settle()).toBe(true);
    expect(await settled()).toEqual({ state: 'SUCCEEDED', submission: 'ACCEPTED', backupGuid: second });
  });

  test('is settled by a backup that a person started, even if it is not the first', async () => {
    const { backup, settle, settled } = await lost();
    await backup('anybody', 1, null);
    const own = await backup('own', 2, 'USER');
    expect(await settle()).toBe(true);
    expect(await settled()).toEqual({ state: 'SUCCEEDED', submission: 'ACCEPTED', backupGuid: own });
  });
});

describe('a cancellation', () => {
  test('that is refused is retried at growing intervals, then given up and reported', async () => {
    const play = new Play();
    await play.begin();
    await play.take({ do: 'request', kind: 'BACKUP', delivery: 'answered', fails: false });
    await play.take({ do: 'work', which: 0, times: 1 });
    await play.round();
    const machineGuid = play.server.machineGuid;
    const { id } = await db().operation.findFirstOrThrow({ where: { machineGuid } });
    const requester = { tenantId, userId: 'u', name: 'U', requestId: 'r' };
    await cancelOperation(requester, id, mintAuthorizedMachine(machineGuid));
    expect(await db().operation.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: 'CANCELLING' });
    cancelling.answer = { kind: 'rejected', status: 400, message: 'no' };
    cancelling.requests = 0;
    for (let second = 0; second < 180; second += 2) {
      await continueCancellations();
      vi.advanceTimersByTime(2_000);
    }
    expect(cancelling.requests).toBe(maxRefusals);
    expect(await db().operation.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: 'RUNNING',
      cancelRequestedAt: null,
      cancelRefusedAt: expect.any(Date) as unknown,
    });
    expect(
      await db().auditEntry.findMany({
        where: { action: 'operation.cancel', objectId: machineGuid },
        orderBy: [{ at: 'asc' }, { seq: 'asc' }],
        select: { outcome: true },
      }),
    ).toEqual([{ outcome: 'REQUESTED' }, { outcome: 'FAILED' }]);
    // It can be requested again, and its first refusal is reported at once.
    await expect(cancelOperation(requester, id, mintAuthorizedMachine(machineGuid))).rejects.toMatchObject({
      code: 'upstream_rejected',
    });
    expect(await db().operation.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: 'RUNNING',
      cancelRequestedAt: null,
    });
  });
});
