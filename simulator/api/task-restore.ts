import * as z from 'zod';
import { readableLocation, whyNotRestorable } from '@/simulator/engine/backup-files';
import { resolveImport } from '@/simulator/engine/import-target';
import type { ImportRequest } from '@/simulator/engine/import-target';
import { submitRestore } from '@/simulator/engine/submit-work';
import type { Backup } from '@/simulator/model/backup';
import type { Machine } from '@/simulator/model/machine';
import type { Origin } from '@/simulator/model/platform';
import type { Call, Handler } from './call';
import { ApiError, badRequest, found } from './call';
import { locationByGuid } from './backups';
import {
  filledField,
  flagField,
  guidField,
  integerField,
  listField,
  optionalEnumField,
  parseBody,
  referenceField,
  textField,
} from './body';
import { answerTasks } from './records';

/** The one account of this server. */
export const USER: Origin = { type: 'USER', guid: '1', name: 'portal' };

/** What is restored, in both dialects: the guide's backup and, since 5.0, a location of it (13.23, 13.24). */
export const sourceFields = {
  backup: referenceField,
  backupLocation: referenceField,
  priority: integerField({ min: 0, max: 100 }),
};

interface Source {
  backup: Backup;
  machine: Machine;
  destinationGuid: string | null;
}

/** Refuses what lies outside the project of the third-party headers, if the request has any (13.25). */
function checkScope({ sim, scope }: Call, projectGuid: string | null): void {
  if (scope !== undefined && sim.world.projects.get(projectGuid ?? '')?.uuid !== scope)
    throw new ApiError(403, 'Access to this project is denied');
}

/** The backup to restore and where to read it; refuses what cannot be restored, unless this server leaves that to the task (14.2). */
export function sourceOf(call: Call, body: { backup: string | null; backupLocation: string | null }): Source {
  const { world, behaviour } = call.sim;
  const located =
    body.backupLocation === null ? undefined : found(locationByGuid(call, body.backupLocation), 'Backup location');
  const named = body.backup === null ? undefined : found(world.backups.get(body.backup), 'Backup');
  if (located !== undefined && named !== undefined && located.backup !== named)
    throw badRequest('Backup location does not belong to the backup');
  const backup = located?.backup ?? named;
  if (backup === undefined) throw badRequest("Field 'backup' is missing or not valid");
  const machine = found(world.machines.get(backup.machineGuid), 'Virtual machine');
  checkScope(call, backup.projectGuid ?? machine.projectGuid);
  const problem =
    whyNotRestorable(world, backup) ??
    (located === undefined || located.location.status === 'PRESENT' ? undefined : 'Backup location is not present');
  if (problem !== undefined && behaviour.restoreValidation === 'strict') throw badRequest(problem);
  const location = located?.location ?? readableLocation(backup) ?? backup.locations[0];
  return { backup, machine, destinationGuid: location?.destinationGuid ?? null };
}

const taskFile = z.looseObject({
  backupFile: referenceField,
  diskName: filledField,
  originalDiskGuid: filledField,
  storageId: filledField,
  excludedFromRestore: flagField,
  markedForRestore: flagField,
});

/** The whole project, or its name (2020), or its uuid (13.25). */
const projectField = z.union([
  z.string(),
  z
    .looseObject({ guid: filledField, uuid: filledField, name: filledField })
    .transform(({ guid, uuid, name }) => guid ?? uuid ?? name ?? ''),
]);

/** Both dialects (5.3.2). */
const importSchema = z.looseObject({
  ...sourceFields,
  hypervisor: referenceField,
  hypervisorManager: referenceField,
  restoredPeName: textField.pipe(z.string().max(255).nullish()),
  restoreClusterId: filledField,
  restoreStorageId: filledField,
  restoreProject: projectField.nullish(),
  dataCenter: optionalEnumField,
  restoreToOriginalVolumeType: flagField,
  taskFiles: listField(taskFile),
  restoreVmFlavor: referenceField,
  restoredNetworks: listField(z.looseObject({ network: referenceField, networkInterfaceCard: referenceField })),
  restoredDiskAllocationFormat: optionalEnumField.pipe(z.enum(['PREALLOCATED', 'SPARSE']).nullable()),
  overwrite: flagField,
  powerOnAfterRestore: flagField,
  dstProtectedEntity: referenceField,
});

type ImportBody = z.output<typeof importSchema>;

function requestOf(call: Call, body: ImportBody): ImportRequest {
  const { world, behaviour } = call.sim;
  const hypervisorGuid =
    body.hypervisor === null ? null : found(world.hypervisors.get(body.hypervisor), 'Hypervisor').guid;
  const managerGuid =
    body.hypervisorManager === null
      ? null
      : found(world.managers.get(body.hypervisorManager), 'Hypervisor manager').guid;
  if ((hypervisorGuid === null) === (managerGuid === null))
    throw badRequest('Either hypervisor or hypervisor manager has to be given');
  const name = body.restoredPeName?.trim() ?? '';
  return {
    name: name === '' ? null : name,
    managerGuid,
    hypervisorGuid,
    clusterId: body.restoreClusterId,
    storageId: body.restoreStorageId,
    toOriginalVolumeType: body.restoreToOriginalVolumeType ?? null,
    // Since 2024 the vendor's own portal leaves the project out: the scope of the request decides (5.3.2).
    project:
      body.restoreProject == null || body.restoreProject === ''
        ? (call.scope ?? call.tenant ?? null)
        : body.restoreProject,
    dataCenter: body.dataCenter,
    flavorGuid: body.restoreVmFlavor,
    networks:
      body.restoredNetworks?.map(({ network, networkInterfaceCard }) => ({
        networkGuid: network,
        cardGuid: networkInterfaceCard,
      })) ?? null,
    allocationFormat: body.restoredDiskAllocationFormat,
    disks: (body.taskFiles ?? []).map(
      ({ backupFile, originalDiskGuid, diskName, storageId, excludedFromRestore, markedForRestore }) => ({
        fileGuid: backupFile ?? originalDiskGuid,
        name: diskName,
        storageId,
        excluded: excludedFromRestore === true || markedForRestore === false,
      }),
    ),
    overwrite: body.overwrite === true,
    guideAge: behaviour.dialect === 'guide',
  };
}

/** POST /tasks/restore-and-import: a RESTORE, and after it an IMPORT that makes the machine. */
export const importHandler: Handler = async (call) => {
  const { sim } = call;
  const body = parseBody(importSchema, await call.body());
  const source = sourceOf(call, body);
  const { backup, machine } = source;
  const { target, problems } = resolveImport(sim, backup, machine, requestOf(call, body));
  checkScope(call, target.projectGuid);
  const problem = problems[0] ?? null;
  if (problem !== null && sim.behaviour.restoreValidation === 'strict') throw badRequest(problem);
  const named =
    body.dstProtectedEntity === null
      ? undefined
      : found(sim.world.machines.get(body.dstProtectedEntity), 'Virtual machine');
  const task = submitRestore(sim, machine, backup, {
    type: 'RESTORE_AND_IMPORT',
    order: { destinationGuid: source.destinationGuid, priority: body.priority ?? 50, problem, target, mountGuid: null },
    origin: USER,
    nodeGuid: null,
    powerOn: body.powerOnAfterRestore ?? null,
    named: named === undefined ? null : { guid: named.guid, name: named.name },
  });
  return answerTasks(call, [task], sim.behaviour.restoreResponseShape);
};

const pathSchema = z.looseObject({
  ...sourceFields,
  node: guidField,
  restorePath: filledField.pipe(z.string().startsWith('/').nullable()),
});

/** POST /tasks/restore: one RESTORE task, the files stay on the node (5.3.3). */
export const restoreHandler: Handler = async (call) => {
  const { sim } = call;
  const body = parseBody(pathSchema, await call.body());
  const { backup, machine, destinationGuid } = sourceOf(call, body);
  const node = found(sim.world.nodes.get(body.node), 'Node');
  const served =
    sim.world.destinations.get(destinationGuid ?? '')?.nodeConfigGuids.includes(node.nodeConfigGuid) !== false;
  if (!served) throw badRequest('Backup destination is not assigned to node configuration');
  const task = submitRestore(sim, machine, backup, {
    type: 'RESTORE',
    order: { destinationGuid, priority: body.priority ?? 50, problem: null, target: null, mountGuid: null },
    origin: USER,
    nodeGuid: node.guid,
    powerOn: null,
    named: null,
  });
  return answerTasks(call, [task], sim.behaviour.restoreResponseShape);
};
