import { describe, expect, test } from 'vitest';
import { parseElement } from './parse';
import type { WireKind } from './parse';
import { WireBackup, WireBackupLocation, WireRestoreJob } from './wire-backup';
import { WireDestination } from './wire-inventory';
import { WireIncrementalBlock, WireMachine } from '@/lib/storware/resources/machines';
import { WireRule, WireSchedule } from '@/lib/storware/resources/policies';
import { WireTask } from '@/lib/storware/resources/tasks';

function understood<T>(kind: WireKind<T>, wire: unknown): T {
  const parsed = parseElement(kind, wire);
  if (!parsed.ok) throw new Error(`not understood: ${parsed.paths.join(', ')}`);
  expect(parsed.drift).toEqual([]);
  return parsed.value;
}

// The objects are the examples of STORWARE_API.md, or built from its tables where it has none.
describe('wire to model', () => {
  test('the machine of section 3.1', () => {
    const machine = understood(WireMachine, {
      guid: 'b2555a74-97bb-44e4-9c68-ed1ac2ddffcd',
      uuid: '9a486d85-c5c6-868b-50f4-3b27f4e4f968',
      name: 'web-01',
      originalName: 'web-01',
      present: true,
      type: { name: 'VM', description: 'Virtual Machine' },
      hvmType: { name: 'OPENSTACK', description: 'OpenStack' },
      hvManager: { guid: '4c999c85-e223-4df3-9c40-7b0115234c8c', name: 'http://10.0.0.5:5000/v3' },
      hypervisor: { guid: 'c931...', name: 'compute-1', hvManager: { guid: '4c999c85-...' } },
      hvCluster: { guid: '107bc87a-...', name: 'nova' },
      project: { guid: 'ca707d31-...', name: 'tenant-a' },
      vmFlavor: { guid: '...', name: 'm1.small' },
      networks: [{ guid: '...', name: 'private' }],
      vmBackupPolicy: { guid: '3afcd507-...', name: 'daily' },
      backupUpToDate: true,
      restorable: true,
      restoreStatus: 'SUCCESS',
      lastBackup: 1764201600000,
      lastSuccessfulBackupSize: 8123456789,
      lastSuccessfulFullBackupSize: 21474836480,
      lastSuccessfulFullBackup: { guid: '...', name: 'web-01 - 2025-11-20 01:00:04' },
      lastSuccessfulIncBackup: { guid: '...', name: 'web-01 - 2025-11-26 01:00:02' },
      warningsPresent: false,
      averageProgress: 0,
      lastChainMarkedForDeletion: false,
      supportsQuiesceSnapshot: false,
      possibleActions: [{ name: 'BACKUP', description: 'Backup' }],
    });
    expect(machine).toMatchObject({
      name: 'web-01',
      platform: 'OPENSTACK',
      present: true,
      backupUpToDate: true,
      policy: { guid: '3afcd507-...', name: 'daily' },
      lastBackupAt: new Date(1764201600000),
      lastSuccessfulBackupSizeBytes: 8123456789,
      lastFullSizeBytes: 21474836480,
      restoreStatus: 'SUCCESS',
      tags: [],
    });
    expect(machine).not.toHaveProperty('possibleActions');
  });

  test('a machine with only a guid: everything else is null or empty', () => {
    expect(understood(WireMachine, { guid: 'g' })).toMatchObject({
      name: 'g',
      platform: 'UNKNOWN',
      uuid: null,
      backupUpToDate: null,
      lastBackupAt: null,
      lastSuccessfulBackupSizeBytes: null,
      policy: null,
      restorable: null,
    });
  });

  test('null equals missing, 0 is neither a size nor a time, and a stand-alone hypervisor gives the platform', () => {
    const machine = understood(WireMachine, {
      guid: 'g',
      name: 'n',
      hvmType: null,
      hvType: 'PROXMOX',
      backupUpToDate: null,
      lastSuccessfulBackupSize: 0,
      lastBackup: 0,
      lastSuccessfulFullBackup: 'guid-only',
    });
    expect(machine).toMatchObject({
      platform: 'PROXMOX',
      backupUpToDate: null,
      lastSuccessfulBackupSizeBytes: null,
      lastBackupAt: null,
      lastFullBackup: { guid: 'guid-only', name: null },
    });
  });

  test('the schedule of section 7', () => {
    const wire = {
      guid: '391203e3-ad6c-4532-b69c-78b3a5cf4ef5',
      name: 'tenant-a-daily-full',
      active: true,
      type: { name: 'VM_BACKUP', description: 'VM backup' },
      backupType: { name: 'FULL', description: 'Full' },
      executionType: { name: 'TIME', description: 'Time' },
      hour: 3600000,
      startWindowLength: 21600000,
      interval: null,
      daysOfWeek: [{ name: 'MONDAY', description: 'Monday' }],
      months: [],
      dayOfWeekOccurrences: [],
      rules: [{ guid: '...', name: 'Default' }],
      lastRun: 1764205200000,
    };
    expect(understood(WireSchedule, wire)).toMatchObject({
      name: 'tenant-a-daily-full',
      active: true,
      type: 'VM_BACKUP',
      backupType: 'FULL',
      executionType: 'TIME',
      startAt: 3_600_000,
      startWindowMs: 21_600_000,
      interval: null,
      daysOfWeek: ['MONDAY'],
      months: [],
      occurrences: [],
      lastRunAt: new Date(1764205200000),
      raw: wire,
    });
  });

  test('a schedule of the guide: bare enums, SNAPSHOT by its old name, a negative hour', () => {
    const schedule = understood(WireSchedule, {
      guid: 's',
      name: 'n',
      type: 'SNAPSHOT',
      executionType: 'TIME',
      hour: -3_600_000,
      daysOfWeek: ['SUNDAY'],
      rules: ['r1'],
    });
    expect(schedule).toMatchObject({
      type: 'VM_SNAPSHOT',
      startAt: 82_800_000,
      daysOfWeek: ['SUNDAY'],
      rules: [{ guid: 'r1', name: null }],
    });
  });

  test('the interval of a schedule', () => {
    const schedule = understood(WireSchedule, {
      guid: 's',
      name: 'n',
      executionType: { name: 'INTERVAL' },
      hour: null,
      interval: { startHour: 0, endHour: 79_140_000, frequency: 7_200_000 },
    });
    expect(schedule).toMatchObject({ startAt: null, interval: { from: 0, to: 79_140_000, everyMs: 7_200_000 } });
  });

  test('ignores the window of an interval, and accepts numbers as text', () => {
    const wire = {
      guid: 's',
      name: 'n',
      executionType: 'INTERVAL',
      interval: { startHour: '82800000', endHour: '79140000', frequency: '7200000' },
      startWindowLength: 18_000_000,
    };
    expect(understood(WireSchedule, wire)).toMatchObject({
      startWindowMs: null,
      interval: { from: 82_800_000, to: 79_140_000, everyMs: 7_200_000 },
    });
    expect(
      understood(WireSchedule, { ...wire, executionType: 'TIME', hour: '3600000', startWindowLength: 0 }),
    ).toMatchObject({ startAt: 3_600_000, startWindowMs: null, interval: null });
    expect(
      understood(WireSchedule, { ...wire, interval: { startHour: '', endHour: 0, frequency: 1 } }).interval,
    ).toBeNull();
  });

  test('a cleared field or empty choice is null', () => {
    const machine = {
      guid: 'm',
      name: 'web-01',
      present: '',
      lastBackup: '',
      lastSuccessfulBackupSize: '',
      hvmType: { name: '' },
      project: { name: '' },
      vmBackupPolicy: { guid: '', name: '' },
      hvCluster: '',
    };
    expect(understood(WireMachine, machine)).toMatchObject({
      present: true,
      lastBackupAt: null,
      lastSuccessfulBackupSizeBytes: null,
      platform: 'UNKNOWN',
      project: null,
      policy: null,
      cluster: null,
    });
  });

  test('ignores a secondary destination that was never chosen', () => {
    const unchosen = {
      roleType: 'SECONDARY',
      backupDestination: { visibleForAllVms: true },
      daysToKeepRetentionLock: 0,
    };
    const primary = { roleType: 'PRIMARY', backupDestination: { guid: 'd1' } };
    expect(understood(WireRule, { guid: 'r', ruleBackupDestinations: [primary, unchosen] }).destinations).toMatchObject(
      [{ role: 'PRIMARY', active: true }],
    );
  });

  test('a backup that stored nothing has neither a size nor durations of phases', () => {
    const times = { queuedExportTime: 1000, exportTime: 5000, queuedStoreTime: 0, storeTime: 0 };
    const failed = {
      guid: 'b',
      status: 'FAILED',
      size: 0,
      effectiveBackupSize: 0,
      taskDurationTime: 0,
      taskTimeStats: times,
    };
    const timeStats = { queuedExportMs: 1000, exportMs: 5000, queuedStoreMs: null, storeMs: null };
    expect(understood(WireBackup, failed)).toMatchObject({
      sizeBytes: null,
      effectiveSizeBytes: null,
      durationMs: null,
      timeStats,
    });
    expect(understood(WireBackup, { guid: 'b', status: 'SUCCESS', size: 0 }).sizeBytes).toBe(0);
    const job = {
      guid: 'j',
      restoreType: 'RESTORE_AND_IMPORT',
      taskTimeStats: { queuedRestoreTime: 1, restoreTime: 2, queuedImportTime: null, mountTime: 0 },
    };
    expect(understood(WireRestoreJob, job).timeStats).toMatchObject({
      restoreMs: 2,
      queuedImportMs: null,
      mountMs: null,
    });
  });

  test('the rule of section 8.2, and one that names bare destinations', () => {
    const retention = {
      retentionKeepLastNFull: 4,
      retentionKeepFullNewerThan: 2592000000,
      retentionKeepLastNIncremental: 30,
      retentionKeepIncrementalNewerThan: 2592000000,
    };
    const destination = {
      roleType: { name: 'PRIMARY' },
      backupDestination: { guid: 'd1' },
      active: true,
      daysToKeepRetentionLock: 0,
      backupRetentionSettings: retention,
    };
    expect(understood(WireRule, { guid: 'r', name: 'Default', ruleBackupDestinations: [destination] })).toMatchObject({
      active: true,
      markedForDeletion: false,
      destinations: [
        {
          role: 'PRIMARY',
          destination: { guid: 'd1' },
          retention: {
            keepLastFull: 4,
            keepFullNewerThanMs: 2_592_000_000,
            keepLastIncremental: 30,
            keepIncrementalNewerThanMs: 2_592_000_000,
          },
        },
      ],
    });
    expect(
      understood(WireRule, { guid: 'r', name: 'Default', backupDestinations: ['d1', 'd2'] }).destinations.map(
        ({ role }) => role,
      ),
    ).toEqual(['PRIMARY', 'SECONDARY']);
  });

  test('a running backup: no times of 1970, and its chain', () => {
    const backup = understood(WireBackup, {
      guid: 'b',
      status: { name: 'INPROGRESS', description: 'In progress' },
      type: { name: 'INCREMENTAL' },
      protectedEntity: { guid: 'm', name: 'web-01', type: { name: 'VM' } },
      parentBackup: { guid: 'p' },
      originEntity: { guid: 's', name: 'nightly', type: 'SCHEDULE' },
      backupTime: 0,
      taskTimeStats: { queuedExportTime: 1000, exportTime: 66000 },
      backupLocations: [
        {
          guid: 'l',
          status: { name: 'IN_PROGRESS' },
          roleType: 'PRIMARY',
          backupDestination: { guid: 'd', name: 'Main' },
        },
      ],
    });
    expect(backup).toMatchObject({
      machineGuid: 'm',
      status: 'INPROGRESS',
      type: 'INCREMENTAL',
      parentGuid: 'p',
      snapshotAt: null,
      storedAt: null,
      originType: 'SCHEDULE',
      originGuid: 's',
      timeStats: { queuedExportMs: 1000, exportMs: 66000, queuedStoreMs: null, storeMs: null },
      locations: [{ status: 'IN_PROGRESS', role: 'PRIMARY', destination: { guid: 'd' } }],
    });
  });

  test('a backup of an application, or without an entity, belongs to no machine', () => {
    const ofApp = { guid: 'b', status: 'SUCCESS', protectedEntity: { guid: 'a', name: 'app', type: { name: 'APP' } } };
    expect(understood(WireBackup, ofApp).machineGuid).toBeNull();
    expect(understood(WireBackup, { guid: 'b', status: 'SUCCESS' }).machineGuid).toBeNull();
  });

  test('a location that is archived', () => {
    const location = understood(WireBackupLocation, {
      guid: 'l',
      status: 'PRESENT',
      retentionHint: { name: 'ARCHIVE' },
      archiveExpire: 1764201600000,
    });
    expect(location).toMatchObject({ status: 'PRESENT', retentionHint: 'ARCHIVE', expiresAt: new Date(1764201600000) });
  });

  test('a restore job finds its machine through the backup', () => {
    const job = understood(WireRestoreJob, {
      guid: 'j',
      restoreTime: 1764201600000,
      backup: { guid: 'b', size: 10, protectedEntity: { guid: 'm' } },
      status: { name: 'SUCCESS' },
      restoreType: 'RESTORE_AND_IMPORT',
    });
    expect(job).toMatchObject({
      machineGuid: 'm',
      status: 'SUCCESS',
      type: 'RESTORE_AND_IMPORT',
      backup: { guid: 'b', sizeBytes: 10 },
    });
  });

  test.each([
    ['INDEX', 'INVENTORY_SYNC'],
    ['OLD_BACKUPS_REMOVAL', 'BACKUP_CLEANUP'],
    ['OLD_SNAPSHOTS_REMOVAL', 'SNAPSHOT_CLEANUP'],
    ['EXPORT', 'EXPORT'],
    ['SOMETHING_NEW', 'SOMETHING_NEW'],
  ])('a task of type %s is %s', (name, normal) => {
    expect(understood(WireTask, { guid: 't', type: { name }, state: 'INVENTED_STATE' })).toMatchObject({
      type: normal,
      state: 'INVENTED_STATE',
    });
  });

  test('progress is fractional and stays within 0..100; a machine that is gone keeps its label', () => {
    const task = { guid: 't', type: 'STORE', state: 'RUNNING', progress: 66.5, protectedEntityDisplayName: 'old-db' };
    expect(understood(WireTask, task)).toMatchObject({
      progress: 66.5,
      machineGuid: null,
      machineName: 'old-db',
      startedAt: null,
    });
    expect(understood(WireTask, { ...task, progress: 100.4 }).progress).toBe(100);
  });

  test('the available space of a destination is its capacity; object storage has none', () => {
    expect(
      understood(WireDestination, { guid: 'd', name: 'Main', totalAvailableSpace: 100, totalUsedSpace: 30 }),
    ).toMatchObject({ capacityBytes: 100, usedBytes: 30, freeBytes: 70 });
    expect(understood(WireDestination, { guid: 'd', name: 'S3', totalUsedSpace: 30 })).toMatchObject({
      capacityBytes: null,
      freeBytes: null,
    });
  });

  test('the incremental block of section 3.3', () => {
    const wire = {
      virtualMachine: { guid: 'm', name: 'web-01', vmBackupPolicy: { guid: 'p', name: 'daily' } },
      reasons: [{ name: 'MISSING_INCREMENTAL_SCHEDULER', description: '...' }],
    };
    expect(understood(WireIncrementalBlock, wire)).toEqual({
      machineGuid: 'm',
      reasons: ['MISSING_INCREMENTAL_SCHEDULER'],
    });
  });
});
