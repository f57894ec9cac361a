import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Machine, MachineList } from '@/lib/contracts/machine';
import type { Operation, OperationList } from '@/lib/contracts/operation';
import type { Overview } from '@/lib/contracts/overview';
import { applyOperation, eventEffects } from './event-effects';
import { invalidateAfterMs } from './invalidate-soon';
import { keepNewestOperations, shareOperations } from './keep-newest';
import { keys } from './keys';

const operation = (version: number, changes: Partial<Operation> = {}): Operation => ({
  id: 'o1', version, kind: 'BACKUP', machine: { guid: 'm1', name: 'web-01' }, state: 'RUNNING', progress: 10, phases: [], etaAt: null, requestedBy: null,
  origin: 'USER', requestedAt: '2026-11-24T12:00:00.000Z', finishedAt: null, failure: null, warnings: [], waitedMs: null, workedMs: null, backupType: null, result: null, note: null, source: null, ...changes,
});
const machine = (changes: Partial<Machine> = {}): Machine => ({
  guid: 'm1', name: 'web-01', platform: 'OpenStack', present: true, protection: { state: 'LATE', reason: '', owner: null, nextStep: null, firstRunAt: null }, policy: null, lastBackup: null, lastSuccessAt: null,
  nextRunAt: null, operation: null, ...changes,
});
const page = <T>(items: T[]) => ({ items, page: 1, pageSize: 50, total: items.length, asOf: null, history: { followedSince: null, oldestAt: null, keptDays: 400 } });
const overview = (running: Operation[]): Overview => ({
  machines: { total: 1, present: 1, removed: 0 }, protection: { PROTECTED: 0, PENDING: 0, LATE: 1, FAILING: 0, NOT_RESTORABLE: 0, UNPROTECTED: 0, EXCLUDED: 0, UNKNOWN: 0 }, scores: { days7: { expected: 0, kept: 0, percent: null }, days30: { expected: 0, kept: 0, percent: null } }, worstPolicies: [], restorable: 1, failures: [], failuresTotal: 0,
  running, attention: [], attentionTotal: 0, nextRuns: [], asOf: null,
});

let client: QueryClient;
const operationList = keys.operations.list({});
const machineList = keys.machines.list({});
const invalidated = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
  client.setQueryData(operationList, page([operation(2)]));
  client.setQueryData(machineList, page([machine()]));
  client.setQueryData(keys.overview, overview([operation(2)]));
  client.setQueryData(keys.recoveryPoints.list('m1', {}), page([]));
  client.setQueryData(keys.recoveryPoints.list('m2', {}), page([]));
  return () => vi.useRealTimers();
});

describe('an operation event', () => {
  test('shows the new state in every list that holds the operation, and on its machine', () => {
    applyOperation(client, operation(3, { progress: 40 }));
    expect(client.getQueryData<OperationList>(operationList)?.items[0]?.progress).toBe(40);
    expect(client.getQueryData<MachineList>(machineList)?.items[0]?.operation?.progress).toBe(40);
    expect(client.getQueryData<Overview>(keys.overview)?.running[0]?.progress).toBe(40);
  });

  test('changes nothing when an older version arrives late', () => {
    applyOperation(client, operation(5, { progress: 70 }));
    applyOperation(client, operation(4, { progress: 60 }));
    expect(client.getQueryData<OperationList>(operationList)?.items[0]?.progress).toBe(70);
    expect(client.getQueryData<Operation>(keys.operations.detail('o1'))?.progress).toBe(70);
    expect(client.getQueryData<MachineList>(machineList)?.items[0]?.operation?.progress).toBe(70);
    expect(client.getQueryData<Overview>(keys.overview)?.running[0]?.progress).toBe(70);
  });

  test('an older version does not bring settled work back to what runs', () => {
    applyOperation(client, operation(5, { state: 'SUCCEEDED' }));
    applyOperation(client, operation(4, { progress: 60 }));
    expect(client.getQueryData<Overview>(keys.overview)?.running).toEqual([]);
    expect(client.getQueryData<MachineList>(machineList)?.items[0]?.operation).toBeNull();
  });

  test('settled work reads the recovery points of its own machine again, and no others', () => {
    applyOperation(client, operation(3, { state: 'SUCCEEDED' }));
    vi.advanceTimersByTime(invalidateAfterMs);
    expect(invalidated(keys.recoveryPoints.list('m1', {}))).toBe(true);
    expect(invalidated(keys.recoveryPoints.list('m2', {}))).toBe(false);
    expect(client.getQueryData<Overview>(keys.overview)?.running).toEqual([]);
    expect(client.getQueryData<MachineList>(machineList)?.items[0]?.operation).toBeNull();
  });

  test('mere progress of a listed operation reads nothing again', () => {
    applyOperation(client, operation(3));
    vi.advanceTimersByTime(invalidateAfterMs);
    expect(invalidated(operationList)).toBe(false);
    expect(invalidated(keys.recoveryPoints.list('m1', {}))).toBe(false);
  });

  test('an operation that no list knows makes the lists be read again', () => {
    applyOperation(client, operation(1, { id: 'o2' }));
    vi.advanceTimersByTime(invalidateAfterMs);
    expect(invalidated(operationList)).toBe(true);
    expect(client.getQueryData<Overview>(keys.overview)?.running.map(({ id }) => id)).toEqual(['o2', 'o1']);
  });
});

describe('other events', () => {
  test('a machine keeps the further state of its operation', () => {
    applyOperation(client, operation(9, { progress: 90 }));
    eventEffects.machine(client, machine({ name: 'web-renamed', operation: operation(8, { progress: 80 }) }));
    const shown = client.getQueryData<MachineList>(machineList)?.items[0];
    expect([shown?.name, shown?.operation?.progress]).toEqual(['web-renamed', 90]);
  });

  test('a machine that is gone leaves the lists at once', () => {
    eventEffects.gone(client, { kind: 'machine', id: 'm1' });
    expect(client.getQueryData<MachineList>(machineList)?.items).toEqual([]);
  });

  test('work on a mount makes mounts be read again when its state changes, and not for each step of its progress', () => {
    client.setQueryData(keys.mounts.list({}), page([]));
    applyOperation(client, operation(1, { id: 'o3', kind: 'MOUNT', progress: 10 }));
    vi.advanceTimersByTime(invalidateAfterMs);
    expect(invalidated(keys.mounts.list({}))).toBe(true);
    client.setQueryData(keys.mounts.list({}), page([]));
    applyOperation(client, operation(2, { id: 'o3', kind: 'MOUNT', progress: 20 }));
    vi.advanceTimersByTime(invalidateAfterMs);
    expect(invalidated(keys.mounts.list({}))).toBe(false);
    applyOperation(client, operation(3, { id: 'o3', kind: 'MOUNT', state: 'SUCCEEDED' }));
    vi.advanceTimersByTime(invalidateAfterMs);
    expect(invalidated(keys.mounts.list({}))).toBe(true);
  });

  test('a policy that changed, or is gone, is read again with its schedules, its runs and the machines', () => {
    const wanted = [keys.policies.list({}), keys.policies.detail('p1'), keys.schedules.detail('s1'), keys.expectedRuns.list({ policy: 'p1' }), machineList, keys.overview];
    for (const happened of [() => eventEffects.policy(client, { guid: 'p1' }), () => eventEffects.gone(client, { kind: 'policy', id: 'p1' })]) {
      for (const key of wanted) client.setQueryData(key, {});
      happened();
      vi.advanceTimersByTime(invalidateAfterMs);
      expect(wanted.map(invalidated)).toEqual(wanted.map(() => true));
    }
  });

  test('resync reads everything again', () => {
    eventEffects.resync(client, { reason: 'gap' });
    expect([operationList, machineList, keys.overview].map(invalidated)).toEqual([true, true, true]);
  });
});

describe('keepNewestOperations', () => {
  test('an answer that an event overtook does not turn time back', () => {
    const merged = keepNewestOperations(page([operation(7, { progress: 80 })]), page([operation(6, { progress: 60 }), operation(1, { id: 'o2' })]));
    expect(merged.items.map(({ id, version }) => [id, version])).toEqual([['o1', 7], ['o2', 1]]);
  });

  test('an equal answer stays the same object, so that nothing renders again', () => {
    const known = page([operation(7)]);
    expect(shareOperations(known, page([operation(7)]))).toBe(known);
    expect(shareOperations(known, page([operation(6)]))).toBe(known);
  });
});
