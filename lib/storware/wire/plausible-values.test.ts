import fc from 'fast-check';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { takeNotUnderstood } from './known-values';
import { parseOne } from './parse';
import type { WireKind } from './parse';
import { believed, doubtOf, ourClock } from './fields';
import { WireBackup, WireBackupFile, WireRestoreJob } from './wire-backup';
import { WireMachine } from '@/lib/storware/resources/machines';
import { WireFileEntry, WireMountedBackup } from './wire-mount';
import { WirePolicy, WireSchedule } from '@/lib/storware/resources/policies';
import { WireTask } from '@/lib/storware/resources/tasks';

const log = pino({ level: 'silent' });
const now = Date.UTC(2026, 2, 10, 12);
const read = <T>(kind: WireKind<T>, value: unknown): T => parseOne(kind, value, log);
const noted = () => takeNotUnderstood().map(({ kind, value }) => `${kind}: ${value}`);

beforeEach(() => {
  vi.spyOn(ourClock, 'now').mockReturnValue(now);
  takeNotUnderstood();
});
afterEach(() => vi.restoreAllMocks());

describe('numbers', () => {
  test('impossible sizes and durations become null', () => {
    const times = { queuedExportTime: -1, exportTime: -60_000, queuedStoreTime: 5e12, storeTime: 1_000 };
    const backup = read(WireBackup, {
      guid: 'b',
      status: 'SUCCESS',
      size: -5,
      effectiveBackupSize: 1e300,
      taskTimeStats: times,
      taskDurationTime: '-60000',
    });
    expect(backup).toMatchObject({
      sizeBytes: null,
      effectiveSizeBytes: null,
      durationMs: null,
      timeStats: { queuedExportMs: null, exportMs: null, queuedStoreMs: null, storeMs: 1_000 },
    });
    expect(read(WireBackupFile, { guid: 'f', size: -1 }).sizeBytes).toBeNull();
    expect(read(WireMachine, { guid: 'm', lastSuccessfulBackupSize: -7 }).lastSuccessfulBackupSizeBytes).toBeNull();
    expect(
      read(WireRestoreJob, { guid: 'j', backup: { guid: 'b', size: -1 }, taskTimeStats: { restoreTime: -3 } }),
    ).toMatchObject({ backup: { sizeBytes: null }, timeStats: { restoreMs: null } });
    const entry = { name: 'a', fileType: 'REGULAR_FILE', modified: now, owner: 'o', group: 'g' };
    expect(read(WireFileEntry, { ...entry, size: -1 }).sizeBytes).toBeNull();
    expect(read(WireFileEntry, { ...entry, size: 3 }).sizeBytes).toBe(3);
  });

  test('every number is returned unchanged or as null, and none is negative', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (size) => {
        const { sizeBytes } = read(WireBackup, { guid: 'b', status: 'SUCCESS', size });
        expect(sizeBytes === null || (sizeBytes === size && size >= 0)).toBe(true);
      }),
    );
  });

  test('the hour of a schedule may be negative: it wraps into the day', () => {
    expect(read(WireSchedule, { guid: 's', executionType: 'TIME', hour: -3_600_000 }).startAt).toBe(23 * 3_600_000);
  });
});

describe('times', () => {
  test.each([
    ['a minute ago', now - 60_000, null],
    ['a little ahead, as clocks differ', now + 9 * 60_000, null],
    ['two years ahead', now + 2 * 365 * 86_400_000, 'FUTURE'],
    ['of 1970', 86_400_000, 'ANCIENT'],
  ])('%s', (_name, ms, doubt) => {
    expect(doubtOf(new Date(ms))).toBe(doubt);
    expect(believed(new Date(ms))).toEqual(doubt === null ? new Date(ms) : null);
  });

  test('a past event with a future time has no time, and a backup says why', () => {
    const ahead = now + 365 * 86_400_000;
    expect(read(WireBackup, { guid: 'b', status: 'SUCCESS', snapshotTime: ahead, backupTime: ahead })).toMatchObject({
      snapshotAt: null,
      storedAt: null,
      timeDoubt: 'FUTURE',
    });
    expect(read(WireBackup, { guid: 'b', status: 'SUCCESS', snapshotTime: ahead, backupTime: now })).toMatchObject({
      snapshotAt: null,
      storedAt: new Date(now),
      timeDoubt: null,
    });
    expect(read(WireBackup, { guid: 'b', status: 'QUEUED' })).toMatchObject({
      snapshotAt: null,
      storedAt: null,
      timeDoubt: null,
    });
    expect(
      read(WireTask, { guid: 't', type: 'EXPORT', state: 'RUNNING', startTime: ahead, windowEnd: ahead }),
    ).toMatchObject({ startedAt: null, windowEnd: new Date(ahead) });
    expect(read(WireMachine, { guid: 'm', lastBackup: ahead }).lastBackupAt).toBeNull();
  });

  test('a copy may expire in the future', () => {
    expect(read(WireBackup, { guid: 'b', status: 'SUCCESS', archiveExpire: now + 1e11 }).expiresAt).toEqual(
      new Date(now + 1e11),
    );
  });
});

describe('unknown enum values', () => {
  test('are kept, and recorded with the name of their enum', () => {
    expect(
      read(WireBackup, {
        guid: 'b',
        status: { name: 'FROBNICATED' },
        type: 'REVERSE',
        backupLocations: [{ guid: 'l', status: 'TIERED', roleType: 'TERTIARY' }],
      }),
    ).toMatchObject({ status: 'FROBNICATED', type: 'REVERSE' });
    expect(noted().sort()).toEqual([
      'kind of a backup: REVERSE',
      'role of a copy: TERTIARY',
      'state of a copy: TIERED',
      'status of a backup: FROBNICATED',
    ]);
    read(WireTask, { guid: 't', type: 'DEFRAGMENT', state: 'SLEEPING' });
    read(WireMountedBackup, { guid: 'm', mode: 'FTP', state: 'WOBBLING' });
    read(WireSchedule, { guid: 's', executionType: 'CRON', backupType: 'REVERSE', daysOfWeek: ['FUNDAY'] });
    read(WireMachine, { guid: 'm', hvmType: 'ZOS' });
    const entry = { name: 'a', size: 1, modified: now, owner: 'o', group: 'g' };
    read(WireFileEntry, { ...entry, fileType: 'PORTAL' });
    read(WireFileEntry, { ...entry, fileType: 'SYMLINK' });
    expect(noted().sort()).toEqual([
      'day of the week: FUNDAY',
      'kind of a file: PORTAL',
      'kind of a schedule: CRON',
      'kind of backup of a schedule: REVERSE',
      'mode of a mount: FTP',
      'platform: ZOS',
      'state of a mount: WOBBLING',
      'state of a task: SLEEPING',
      'type of a task: DEFRAGMENT',
    ]);
  });

  test('known ones are not recorded, and the number of recorded ones is limited', () => {
    read(WireBackup, {
      guid: 'b',
      status: 'SUCCESS_REMOVED',
      type: 'SYNTHETIC',
      originEntity: { guid: 'u', name: 'x', type: 'USER' },
    });
    read(WirePolicy, {
      guid: 'p',
      rules: [{ guid: 'r', ruleBackupDestinations: [{ roleType: 'PRIMARY', backupDestination: { guid: 'd' } }] }],
    });
    expect(noted()).toEqual([]);
    for (let index = 0; index < 1_000; index += 1)
      read(WireTask, { guid: 't', type: 'EXPORT', state: `STATE_${index}${'x'.repeat(500)}` });
    const taken = takeNotUnderstood();
    expect(taken.length).toBeLessThanOrEqual(300);
    expect(Math.max(...taken.map(({ value }) => value.length))).toBeLessThanOrEqual(100);
  });
});
