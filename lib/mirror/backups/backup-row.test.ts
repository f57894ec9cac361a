import { describe, expect, test } from 'vitest';
import type { StorwareBackup, StorwareBackupLocation } from '@/lib/storware/model/backup';
import { backupRow } from './backup-row';

const at = (text: string): Date => new Date(`2026-03-10T${text}Z`);
const backup: StorwareBackup & { machineGuid: string } = {
  guid: 'b',
  machineGuid: 'm',
  machineName: 'web-01',
  status: 'SUCCESS',
  statusInfo: null,
  type: 'FULL',
  snapshotAt: at('01:00:00'),
  storedAt: at('01:30:00'),
  timeDoubt: null,
  sizeBytes: 5,
  effectiveSizeBytes: null,
  parentGuid: null,
  originType: 'SCHEDULE',
  originGuid: null,
  originName: null,
  warnings: [],
  warningsPresent: false,
  warningsAcknowledged: false,
  description: null,
  timeStats: { queuedExportMs: 1_000, exportMs: 60_000, queuedStoreMs: 500.4, storeMs: 30_000 },
  durationMs: null,
  locations: [],
  ruleGuid: null,
  ruleName: null,
  expiresAt: null,
  hidden: false,
};
function copy(status: string, expiresAt: Date | null): StorwareBackupLocation {
  return {
    guid: `${status}`,
    backupGuid: 'b',
    snapshotAt: null,
    destination: null,
    destinationType: null,
    role: null,
    status,
    statusInfo: null,
    type: null,
    retentionHint: null,
    expiresAt,
  };
}

describe('backupRow', () => {
  test.each<[string, Partial<Omit<StorwareBackup, 'machineGuid'>>, Date | null]>([
    ['stored', {}, at('01:30:00')],
    [
      'failed after its snapshot',
      {
        status: 'FAILED',
        storedAt: null,
        timeStats: { queuedExportMs: 0, exportMs: 60_000, queuedStoreMs: null, storeMs: null },
      },
      at('01:01:00'),
    ],
    ['failed, nothing known', { status: 'FAILED', storedAt: null, snapshotAt: null }, null],
    ['running', { status: 'INPROGRESS', storedAt: null }, null],
  ])('%s: when it ended', (_name, change, finishedAt) => {
    expect(backupRow({ ...backup, ...change }).finishedAt).toEqual(finishedAt);
  });

  test("has Storware's own duration, else the sum of its phases, as a whole number", () => {
    expect(backupRow(backup).durationMs).toBe(91_500);
    expect(backupRow({ ...backup, durationMs: 42.6 }).durationMs).toBe(43);
    expect(
      backupRow({ ...backup, timeStats: { queuedExportMs: null, exportMs: null, queuedStoreMs: null, storeMs: null } })
        .durationMs,
    ).toBeNull();
  });

  test('expires with its last present copy, and only when each of these has a date', () => {
    expect(
      backupRow({
        ...backup,
        locations: [copy('PRESENT', at('05:00:00')), copy('PRESENT', at('04:00:00')), copy('REMOVED', null)],
      }).expiresAt,
    ).toEqual(at('05:00:00'));
    expect(
      backupRow({ ...backup, locations: [copy('PRESENT', at('05:00:00')), copy('PRESENT', null)] }).expiresAt,
    ).toBeNull();
    expect(
      backupRow({ ...backup, locations: [copy('PRESENT', null), copy('PRESENT', at('05:00:00'))] }).expiresAt,
    ).toBeNull();
    expect(backupRow({ ...backup, expiresAt: at('06:00:00') }).expiresAt).toEqual(at('06:00:00'));
  });

  test('stores no host in its texts, and equal backups have equal hashes', () => {
    const row = backupRow({
      ...backup,
      status: 'FAILED',
      statusInfo: 'No route to 10.0.0.5',
      warnings: ['https://hv.example:443/x', 'Disk skipped'],
    });
    expect(row.statusInfo).toBe('No route to …');
    expect(row.warnings).toEqual(['Disk skipped']);
    expect(backupRow({ ...backup }).contentHash).toBe(backupRow(structuredClone(backup)).contentHash);
    expect(backupRow({ ...backup, sizeBytes: 6 }).contentHash).not.toBe(backupRow(backup).contentHash);
  });

  test('always has a warning text for a partial backup or one with warnings', () => {
    const warningsOf = (change: Partial<Omit<StorwareBackup, 'machineGuid'>>) =>
      backupRow({ ...backup, ...change }).warnings;
    expect(warningsOf({})).toEqual([]);
    expect(warningsOf({ warnings: ['Disk skipped', 'Disk skipped'], warningsPresent: true })).toEqual(['Disk skipped']);
    expect(warningsOf({ warningsPresent: true })).toEqual([
      'The backup system reported a warning without a readable reason.',
    ]);
    expect(warningsOf({ warnings: ['https://hv.example:443/x'] })).toEqual([
      'The backup system reported a warning without a readable reason.',
    ]);
    expect(warningsOf({ status: 'PARTIAL_SUCCESS', statusInfo: 'One disk was not read' })).toEqual([
      'One disk was not read',
    ]);
    expect(warningsOf({ status: 'PARTIAL_SUCCESS' })).toHaveLength(1);
  });

  test('derives an unknown type from having a predecessor', () => {
    expect(backupRow({ ...backup, type: null }).type).toBe('FULL');
    expect(backupRow({ ...backup, type: null, parentGuid: 'p' }).type).toBe('INCREMENTAL');
  });
});
