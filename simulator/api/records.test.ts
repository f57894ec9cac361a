import { beforeAll, describe, expect, test } from 'vitest';

import { at, list, testApi } from '@/simulator/testing/test-api';
import type { TestApi } from '@/simulator/testing/test-api';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});

const reference = { guid: expect.any(String) as unknown, name: expect.any(String) as unknown };
const enumeration = (name?: string): unknown => ({
  name: name ?? (expect.any(String) as unknown),
  description: expect.any(String) as unknown,
});
const number = expect.any(Number) as unknown;
const text = expect.any(String) as unknown;

async function machineWithChain(): Promise<string> {
  const machines = list(
    await api.send('GET', '/virtual-machines?hypervisor-manager-type=OPENSTACK&backupStatus=IS_PROTECTED'),
  );
  const machine = machines.find((candidate) => at(candidate, 'lastSuccessfulIncBackup') !== undefined);
  return String(at(machine, 'guid'));
}

describe('records', () => {
  test('of machines have the fields of the list and, with details, the settings', async () => {
    const guid = await machineWithChain();
    const own = list(await api.send('GET', '/virtual-machines')).find((machine) => at(machine, 'guid') === guid);
    const record = {
      guid,
      uuid: text,
      name: text,
      originalName: text,
      present: true,
      type: enumeration('VM'),
      hvmType: enumeration('OPENSTACK'),
      hvManager: reference,
      hypervisor: { ...reference, hvManager: { guid: text } },
      hvCluster: reference,
      project: reference,
      vmFlavor: reference,
      networks: [reference],
      vmBackupPolicy: reference,
      backupUpToDate: true,
      restorable: true,
      lastBackup: number,
      lastSuccessfulBackupSize: number,
      lastSuccessfulFullBackupSize: number,
      lastSuccessfulFullBackup: reference,
      lastSuccessfulIncBackup: reference,
      warningsPresent: expect.any(Boolean) as unknown,
      averageProgress: number,
      lastChainMarkedForDeletion: false,
      supportsQuiesceSnapshot: false,
    };
    expect(own).toMatchObject(record);
    for (const absent of ['hvType', 'snapshotMgmtPolicy', 'tenantId']) expect(own).not.toHaveProperty(absent);
    const details = (await api.send('GET', `/virtual-machines/${guid}`)).body;
    expect(details).toMatchObject({
      guid,
      hvManager: { ...reference, url: text, vmExportImportMode: enumeration() },
      hypervisor: { ...reference, vmExportImportMode: enumeration() },
      lastStoredSnapshot: reference,
      tags: expect.any(Array) as unknown,
      vmExportImportMode: enumeration(),
      quiesceBeforeSnapshot: false,
      preSnapCmdExecEnabled: false,
      preSnapStdErrorHandling: enumeration('DONT_IGNORE'),
    });
  });

  test('of machines without a schedule have no up-to-date flag; a size is always there', async () => {
    const machines = list(await api.send('GET', '/virtual-machines?backupStatus=NO_SCHEDULE'));
    expect(machines.length).toBeGreaterThan(0);
    for (const machine of machines) {
      expect(machine).not.toHaveProperty('backupUpToDate');
      expect(at(machine, 'lastSuccessfulBackupSize')).toEqual(number);
    }
  });

  test('of backups name machine, rule, origin, parent, locations and durations', async () => {
    const guid = await machineWithChain();
    const backups = list(await api.send('GET', `/backups?protected-entity=${guid}&type=INCREMENTAL&status=SUCCESS`));
    const location = {
      guid: text,
      backup: reference,
      snapshotTime: number,
      backupDestination: reference,
      backupDestinationType: enumeration(),
      roleType: enumeration('PRIMARY'),
      status: enumeration('PRESENT'),
      type: enumeration('INCREMENTAL'),
      retentionHint: enumeration('STANDARD_RETENTION'),
    };
    expect(backups[0]).toMatchObject({
      guid: text,
      status: enumeration('SUCCESS'),
      type: enumeration('INCREMENTAL'),
      snapshotTime: number,
      backupTime: number,
      size: number,
      effectiveBackupSize: number,
      protectedEntity: { guid, name: text, type: enumeration('VM') },
      parentBackup: reference,
      backupLocations: [location],
      backupRule: reference,
      sourceProject: reference,
      originEntity: { ...reference, type: enumeration('SCHEDULE') },
      warningsPresent: false,
      warnings: [],
      taskTimeStats: { queuedExportTime: number, exportTime: number, queuedStoreTime: number, storeTime: number },
      taskDurationTime: number,
      hidden: false,
    });
    expect(at(backups[0], 'parentBackup', 'name')).toMatch(/ - \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const details = (await api.send('GET', `/backups/${String(at(backups[0], 'guid'))}`)).body;
    expect(details).toMatchObject({
      networkInterfaceCards: [
        { guid: text, uuid: text, name: text, network: reference, virtualMachine: reference, backups: [reference] },
      ],
      iscsiMountable: true,
    });
    const locations = list(await api.send('GET', `/backup-locations?protected-entity=${guid}&location-status=PRESENT`));
    expect(locations.find((candidate) => at(candidate, 'backup', 'guid') === at(backups[0], 'guid'))).toMatchObject(
      location,
    );
  });

  test('of files fit the restore dialog; only good backups have files', async () => {
    const guid = await machineWithChain();
    const [good] = list(await api.send('GET', `/backups?protected-entity=${guid}&status=SUCCESS&type=FULL`));
    const backup = String(at(good, 'guid'));
    const files = list(
      await api.send('GET', `/backup-files/detailed/for-restore?backup=${backup}&with-modified-configs=true`),
    );
    expect(files[0]).toMatchObject({
      guid: text,
      path: text,
      size: number,
      backup: { guid: backup },
      backupFileType: enumeration('DISK'),
      format: enumeration('RAW'),
      vmDisk: { guid: text, name: text, originalStorage: reference },
      storageId: text,
    });
    const disks = list(await api.send('GET', `/virtual-machine-disks?virtual-machine=${guid}`));
    expect(at(files[0], 'vmDisk', 'guid')).toBe(at(disks[0], 'guid'));
    expect(list(await api.send('GET', `/file-systems?backup=${backup}`))[0]).toMatchObject({
      guid: text,
      volume: '/dev/vda1',
      size: number,
      type: text,
      label: text,
    });
    const bad = api.sim.world.allBackups().find(({ status }) => status === 'FAILED');
    expect(list(await api.send('GET', `/backup-files?backup=${bad?.guid ?? ''}`))).toEqual([]);
  });

  test('of tasks and workflows', async () => {
    const [task] = list(await api.send('GET', '/tasks?page=0&size=1'));
    expect(task).toMatchObject({
      guid: text,
      type: enumeration(),
      state: enumeration(),
      progress: number,
      windowStart: number,
      windowEnd: number,
      startTime: number,
      finishTime: number,
      priority: number,
      protectedEntity: { ...reference, type: enumeration('VM') },
      protectedEntityDisplayName: text,
      backup: reference,
      backupType: enumeration(),
      backupDestination: reference,
      hypervisor: reference,
      node: reference,
      originEntity: { ...reference, type: enumeration() },
      workflowExecution: { guid: text },
    });
    const [workflow] = list(await api.send('GET', '/workflow-executions?page=0&size=1'));
    expect(workflow).toMatchObject({
      guid: text,
      state: enumeration(),
      definitionName: enumeration('BACKUP'),
      currentStep: enumeration(),
      averageProgress: number,
      protectedEntity: reference,
      priority: number,
      startTime: number,
    });
  });

  test('of schedules, policies and rules', async () => {
    const schedules = list(await api.send('GET', '/schedules?type=VM_BACKUP'));
    const interval = schedules.find((schedule) => at(schedule, 'executionType', 'name') === 'INTERVAL');
    expect(interval).toMatchObject({
      interval: { startHour: 0, endHour: number, frequency: number },
      daysOfWeek: expect.arrayContaining([enumeration('MONDAY')]) as unknown,
      months: [],
      dayOfWeekOccurrences: [],
      rules: [reference],
      policies: [reference],
    });
    expect(interval).not.toHaveProperty('hour');
    expect((await api.send('GET', `/schedules/${String(at(interval, 'guid'))}`)).body).toEqual(interval);
    const [policy] = list(await api.send('GET', '/policies/vm-backup?extended=true'));
    expect(list(await api.send('GET', '/policies/vm-backup'))[0]).toEqual(policy);
    expect(policy).toMatchObject({
      ...reference,
      active: true,
      priority: number,
      vmCount: number,
      averageBackupSize: number,
      rules: [reference],
      ruleCount: 1,
    });
    const details = (await api.send('GET', `/policies/vm-backup/${String(at(policy, 'guid'))}`)).body;
    expect(details).toMatchObject({
      autoAssignSettings: { mode: enumeration('DISABLED') },
      visibleForAllProjects: true,
      backupRetryCount: number,
      rules: [
        {
          ...reference,
          policy: reference,
          markedForDeletion: false,
          backupCount: number,
          ruleBackupDestinations: [
            {
              guid: text,
              roleType: enumeration('PRIMARY'),
              backupDestination: { ...reference, type: enumeration() },
              backupRetentionSettings: { retentionKeepLastNFull: number },
            },
          ],
        },
      ],
    });
    const rule = at(details, 'rules', 0);
    expect((await api.send('GET', `/rules/vm-backup/${String(at(rule, 'guid'))}`)).body).toEqual(rule);
    expect(list(await api.send('GET', `/rules/vm-backup?policy=${String(at(policy, 'guid'))}`))).toEqual([rule]);
  });

  test('of destinations for a machine omit those of others', async () => {
    const globex = list(await api.send('GET', '/virtual-machines?filter=-')).find(
      (machine) => at(machine, 'project', 'name') === 'globex',
    );
    const acme = list(await api.send('GET', '/virtual-machines')).find(
      (machine) => at(machine, 'project', 'name') === 'acme',
    );
    const usable = async (...machines: unknown[]): Promise<unknown[]> =>
      list(
        await api.send(
          'POST',
          '/backup-destinations/usable-for-vms',
          machines.map((machine) => ({ name: '', guid: at(machine, 'guid') })),
        ),
      ).map((destination) => at(destination, 'name'));
    expect(await usable(globex)).toContain('globex-vault');
    expect(await usable(acme)).not.toContain('globex-vault');
    expect(await usable(globex, acme)).toEqual(await usable(acme));
  });

  test('of settings are read, changed and written as a whole, including the policy', async () => {
    const guid = await machineWithChain();
    const details = (await api.send('GET', `/virtual-machines/${guid}`)).body as Record<string, unknown>;
    const answer = await api.send('PUT', `/virtual-machines/${guid}/settings`, {
      ...details,
      vmBackupPolicy: null,
      sshHost: 'h',
      snapshotMgmtPolicy: null,
    });
    expect(answer.body).toMatchObject({ sshHost: 'h' });
    expect(answer.body).not.toHaveProperty('vmBackupPolicy');
    expect(
      (await api.send('PUT', `/virtual-machines/${guid}/settings`, { ...details, vmBackupPolicy: { guid: 'nobody' } }))
        .status,
    ).toBe(400);
    await api.send('PUT', `/virtual-machines/${guid}/settings`, details);
    expect((await api.send('GET', `/virtual-machines/${guid}`)).body).toEqual(details);
  });

  test('of counts are consistent', async () => {
    const protection = (await api.send('GET', '/dashboard/protection')).body;
    const counted = ['protectedNo', 'notProtected', 'noSchedule'].map((field) => Number(at(protection, 'vm', field)));
    expect(counted.reduce((sum, count) => sum + count)).toBe(40);
    expect(list(await api.send('GET', '/virtual-machines?backupStatus=IS_PROTECTED')).length).toBe(counted[0]);
    expect((await api.send('GET', '/dashboard/backup-stats')).body).toMatchObject({
      successful: number,
      failed: number,
      totalData: expect.stringMatching(/ [KMGT]B$/) as unknown,
    });
    const bySize = list(await api.send('POST', '/chargeback-reporting/backup-size/vm', { groupBy: 'project' }));
    expect(bySize.find((entry) => at(entry, 'name') === 'acme')).toMatchObject({ guid: text, size: number });
  });
});
