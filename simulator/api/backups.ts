import { isUsable } from '@/simulator/model/backup';
import type { Backup } from '@/simulator/model/backup';
import * as z from 'zod';

import { found } from './api-error';
import { backupDetails, backupRecord } from './backup-dto';
import { flagField, guidsField, parseBody, textField } from './body';
import type { Call, Handler, Routes } from './call';
import { answerList } from './listing';
import { backupName } from './names';

/** The backup in the path, or 404. */
export function backupOf({ sim, guid }: Call): Backup {
  return found(sim.world.backups.get(guid), 'Backup');
}

type Test = (backup: Backup) => boolean;

/** The root of an incremental chain. */
function rootOf(call: Call, backup: Backup): Backup {
  let root = backup;
  while (root.parentGuid !== null) {
    const parent = call.sim.world.backups.get(root.parentGuid);
    if (parent === undefined) break;
    root = parent;
  }
  return root;
}

/** The documented filters that were given (4.1). Times filter by snapshot, or by creation while there is none. */
function testsOf(call: Call): Test[] {
  const { query, sim, tenant } = call;
  const { world } = sim;
  const tests: Test[] = [];
  const when = <T>(value: T | undefined, test: (value: T) => Test): void => {
    if (value !== undefined) tests.push(test(value));
  };
  const statuses = query.all('status');
  const policies = query.all('backup-policy');
  if (statuses.length > 0) tests.push((backup) => statuses.includes(backup.status));
  if (policies.length > 0) tests.push((backup) => backup.policyGuid !== null && policies.includes(backup.policyGuid));
  when(query.text('protected-entity-type'), (type) => () => type === 'VM');
  when(query.text('type'), (type) => (backup) => backup.type === type);
  when(query.number('from'), (from) => (backup) => (backup.snapshotTime ?? backup.createdAt) >= from);
  when(query.number('to'), (to) => (backup) => (backup.snapshotTime ?? backup.createdAt) <= to);
  when(query.number('min-size'), (size) => (backup) => backup.size >= size);
  if (query.flag('only-mountable') === true) tests.push(isUsable);
  if (query.flag('in-progress') === true) tests.push(({ status }) => status === 'INPROGRESS' || status === 'QUEUED');
  when(
    query.text('backup-destination'),
    (guid) => (backup) => backup.locations.some(({ destinationGuid }) => destinationGuid === guid),
  );
  when(query.text('backup-rule'), (guid) => (backup) => backup.ruleGuid === guid);
  when(query.text('hypervisor'), (guid) => (backup) => backup.hypervisorGuid === guid);
  when(query.text('hypervisor-manager'), (guid) => (backup) => backup.managerGuid === guid);
  when(query.text('node'), (guid) => (backup) => backup.nodeGuid === guid);
  when(query.text('parent-backup'), (guid) => (backup) => backup.parentGuid === guid);
  when(query.text('root-backup'), (guid) => (backup) => rootOf(call, backup).guid === guid);
  when(query.text('storage-provider') ?? query.text('cloud-service-provider'), () => () => false);
  when(tenant, (uuid) => (backup) => world.projects.get(backup.projectGuid ?? '')?.uuid === uuid);
  return tests;
}

const list: Handler = (call) => {
  const entity = call.query.text('protected-entity', 'protectedEntity');
  const { world } = call.sim;
  const tests = testsOf(call);
  const candidates = entity === undefined ? world.allBackups() : world.backupsOf(entity);
  const matching = (
    tests.length === 0 ? [...candidates] : candidates.filter((backup) => tests.every((test) => test(backup)))
  ).reverse();
  const machineName = (backup: Backup): string => world.machines.get(backup.machineGuid)?.name ?? backup.machineName;
  return answerList(
    call,
    matching,
    {
      text: (backup) => [backup.guid, backupName(backup), machineName(backup), backup.statusInfo],
      name: backupName,
      columns: {
        snapshotTime: ({ snapshotTime }) => snapshotTime,
        backupTime: ({ backupTime }) => backupTime,
        size: ({ size }) => size,
        status: ({ status }) => status,
        type: ({ type }) => type,
        'protectedEntity.name': machineName,
        'backup.protectedEntity.name': machineName,
      },
    },
    (backup) => backupRecord(call, backup),
  );
};

const setDescription: Handler = async (call) => {
  const { value } = parseBody(z.looseObject({ value: textField }), await call.body());
  backupOf(call).description = value ?? null;
  return call.context.body(null, 204);
};

const acknowledge: Handler = async (call) => {
  const { value } = parseBody(z.looseObject({ value: flagField }), await call.body());
  backupOf(call).warningsAcknowledged = value ?? false;
  return call.context.body(null, 204);
};

const acknowledgeMany: Handler = async (call) => {
  const { backups, protectedEntities } = parseBody(
    z.looseObject({ backups: guidsField, protectedEntities: guidsField }),
    await call.body(),
  );
  const { world } = call.sim;
  for (const guid of backups ?? []) found(world.backups.get(guid), 'Backup').warningsAcknowledged = true;
  for (const guid of protectedEntities ?? [])
    for (const backup of world.backupsOf(guid)) backup.warningsAcknowledged = true;
  return call.context.body(null, 204);
};

/** Backups (4.1, 4.2). */
export const backupRoutes: Routes = (api, on) => {
  api.get('/backups', on(list));
  api.put('/backups/warnings-acknowledged', on(acknowledgeMany));
  api.get(
    '/backups/:guid',
    on((call) => call.context.json(backupDetails(call, backupOf(call)))),
  );
  api.put('/backups/:guid/description', on(setDescription));
  api.put('/backups/:guid/warnings-acknowledged', on(acknowledge));
};
