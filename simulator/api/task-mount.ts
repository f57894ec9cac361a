import { filesOf, fileSystemsOf, isIscsiMountable } from '@/simulator/engine/backup-files';
import { liveMountTasks, submitMountTask } from '@/simulator/engine/restore-work';
import { submitRestore } from '@/simulator/engine/submit-work';
import type { Backup } from '@/simulator/model/backup';
import type { MountedBackup, MountedFile, MountedFileSystem } from '@/simulator/model/restore-job';
import { answerTasks, timeLabel } from './records';
import { partGuid } from '@/simulator/random';
import * as z from 'zod';

import type { Call, Handler } from './call';
import { badRequest, found } from './call';
import {
  enumField,
  filledField,
  flagField,
  guidField,
  listField,
  numberField,
  parseBody,
  referenceField,
  textsField,
} from './body';
import { sourceFields, sourceOf, USER } from './task-restore';

/** The default and the most that a user may ask for: the setting that GET /session/user shows. */
export const UNMOUNT_PERIOD_MS = 86_400_000;
/** Above this a number is a moment, not a duration (13.27). */
const LONGEST_DURATION = 1e11;
const FILE_SYSTEM_SALT = 600;

const mountSchema = z.looseObject({
  ...sourceFields,
  mode: enumField.pipe(z.enum(['AUTO', 'MANUAL', 'ISCSI'])),
  node: referenceField,
  mountedFileSystems: listField(
    z.looseObject({ fileSystem: referenceField, mountPath: filledField, selected: flagField }),
  ),
  mountedDisks: listField(z.looseObject({ backupFile: guidField })),
  allowedClients: textsField,
  unmountTime: numberField(),
});

type MountBody = z.output<typeof mountSchema>;

function durationOf({ sim }: Call, unmountTime: number | null | undefined): number {
  if (unmountTime == null) return UNMOUNT_PERIOD_MS;
  if (unmountTime > LONGEST_DURATION && sim.behaviour.dialect !== 'guide')
    throw badRequest("Field 'unmountTime' is not valid: not a duration");
  const duration = unmountTime > LONGEST_DURATION ? unmountTime - sim.timeline.now : unmountTime;
  if (duration <= 0) throw badRequest("Field 'unmountTime' is not valid");
  if (duration > UNMOUNT_PERIOD_MS) throw badRequest('Unmount time exceeds limit');
  return duration;
}

function mountedFileSystems(call: Call, mountGuid: string, backup: Backup, body: MountBody): MountedFileSystem[] {
  const all = fileSystemsOf(call.sim, backup);
  const label = timeLabel(backup.snapshotTime ?? backup.createdAt)
    .replaceAll(/[-:]/g, '')
    .replace(' ', '_');
  const requested = body.mountedFileSystems ?? [];
  const given = requested[0]?.mountPath ?? '';
  const base = (body.mode === 'AUTO' && given !== '' ? given : `/mnt/vprotect/${backup.machineName}/${label}`).replace(
    /\/+$/,
    '',
  );
  const make = (index: number, mountPath: string): MountedFileSystem => {
    const { volume, size, type, label: name } = found(all[index], 'File system');
    return { guid: partGuid(mountGuid, FILE_SYSTEM_SALT + index), mountPath, volume, size, type, label: name, index };
  };
  if (body.mode === 'AUTO') return all.map(({ volume }, index) => make(index, `${base}${volume}`));
  const chosen = requested.filter(({ selected }) => selected !== false);
  if (chosen.length === 0) throw badRequest('No file system is selected');
  return chosen.map(({ fileSystem, mountPath }) => {
    const index = all.findIndex(({ guid }) => guid === fileSystem);
    if (index < 0) throw badRequest('File system does not belong to the backup');
    return make(index, mountPath ?? `${base}${all[index]?.volume ?? ''}`);
  });
}

function mountedFiles(call: Call, backup: Backup, body: MountBody): MountedFile[] {
  if (!isIscsiMountable(call.sim, backup)) throw badRequest('Backup cannot be mounted over iSCSI');
  const disks = body.mountedDisks ?? [];
  if (disks.length === 0) throw badRequest('No disk is selected');
  if ((body.allowedClients ?? []).some((name) => !/^(iqn|eui|naa)\./.test(name)))
    throw badRequest("Field 'allowedClients' is not valid");
  return disks.map(({ backupFile }) => {
    const file = filesOf(call.sim, backup).find(({ guid }) => guid === backupFile);
    if (file === undefined) throw badRequest('File does not belong to the backup');
    return { path: file.path, size: file.disk.size };
  });
}

/** POST /tasks/restore-and-mount: a RESTORE to the node, then a MOUNT (5.3.4). */
export const restoreAndMountHandler: Handler = async (call) => {
  const { sim } = call;
  const body = parseBody(mountSchema, await call.body());
  const { backup, machine, destinationGuid } = sourceOf(call, body);
  const nodeGuid = body.node === null ? null : found(sim.world.nodes.get(body.node), 'Node').guid;
  const guid = sim.newGuid();
  const mount: MountedBackup = {
    guid,
    backupGuid: backup.guid,
    machineGuid: machine.guid,
    machineName: machine.name,
    projectGuid: backup.projectGuid,
    snapshotTime: backup.snapshotTime ?? backup.createdAt,
    mode: body.mode,
    state: 'PREPARING',
    nodeGuid,
    createdAt: sim.timeline.now,
    durationMs: durationOf(call, body.unmountTime),
    unmountAt: null,
    endedAt: null,
    fileSystems: body.mode === 'ISCSI' ? [] : mountedFileSystems(call, guid, backup, body),
    files: body.mode === 'ISCSI' ? mountedFiles(call, backup, body) : [],
    allowedClients: body.allowedClients ?? [],
  };
  sim.world.mounts.set(guid, mount);
  const task = submitRestore(sim, machine, backup, {
    type: 'RESTORE_AND_MOUNT',
    order: { destinationGuid, priority: body.priority ?? 50, problem: null, target: null, mountGuid: guid },
    origin: USER,
    nodeGuid,
    powerOn: null,
    named: null,
  });
  return answerTasks(call, [task], sim.behaviour.restoreResponseShape);
};

async function requestedMount(call: Call): Promise<MountedBackup> {
  const { mountedBackup } = parseBody(z.looseObject({ mountedBackup: guidField }), await call.body());
  return found(call.sim.world.mounts.get(mountedBackup), 'Mounted backup');
}

/** POST /tasks/mount: mounts again what has ended, or gives what is mounted as much time once more (5.3). */
export const mountHandler: Handler = async (call) => {
  const { sim } = call;
  const mount = await requestedMount(call);
  if (mount.state === 'PREPARING' || liveMountTasks(sim, mount).length > 0)
    throw badRequest('Mounted backup has work in progress');
  if (mount.state === 'FAILED') throw badRequest('Backup has to be restored to the node again');
  if (mount.state !== 'RUNNING') Object.assign(mount, { state: 'PREPARING', endedAt: null });
  return answerTasks(call, [submitMountTask(sim, mount, 'MOUNT', USER)], sim.behaviour.restoreResponseShape);
};

/** POST /tasks/unmount. */
export const unmountHandler: Handler = async (call) => {
  const { sim } = call;
  const mount = await requestedMount(call);
  if (mount.state !== 'RUNNING') throw badRequest('Backup is not mounted');
  if (liveMountTasks(sim, mount).length > 0) throw badRequest('Mounted backup has work in progress');
  return answerTasks(call, [submitMountTask(sim, mount, 'UNMOUNT', USER)], sim.behaviour.restoreResponseShape);
};
