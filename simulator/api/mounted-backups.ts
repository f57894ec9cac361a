import { isIscsiMountable } from '@/simulator/engine/backup-files';
import type { MountedBackup } from '@/simulator/model/mounted-backup';

import { found } from './api-error';
import { backupRecord } from './backup-dto';
import type { Call, Handler, Routes } from './call';
import { answerList, answerPlainList } from './listing';
import { nameOf } from './names';

function mountRecord(call: Call, mount: MountedBackup): Record<string, unknown> {
  const { sim, wire } = call;
  const backup = sim.world.backups.get(mount.backupGuid);
  return {
    guid: mount.guid,
    backup: wire.optional(
      backup === undefined ? null : { ...backupRecord(call, backup), iscsiMountable: isIscsiMountable(sim, backup) },
    ),
    mode: wire.enum(mount.mode),
    // A bare string before 5.2 (section 6).
    state: sim.behaviour.dialect === 'guide' ? mount.state : wire.enum(mount.state),
    node: wire.reference(sim.world.nodes.get(mount.nodeGuid ?? ''), nameOf),
    mountedFileSystemCount: mount.fileSystems.length,
    mountedFileCount: mount.files.length,
  };
}

const list: Handler = (call) => {
  const { sim, query, tenant } = call;
  const { world } = sim;
  const backup = query.text('backup');
  const entity = query.text('protected-entity', 'protectedEntity');
  const type = query.text('protected-entity-type');
  const modes = query.all('mode');
  const finished = query.flag('finished-mount');
  const node = query.text('node');
  const mounts = [...world.mounts.values()].filter(
    (mount) =>
      (backup === undefined || mount.backupGuid === backup) &&
      (entity === undefined || mount.machineGuid === entity) &&
      (type === undefined || type === 'VM') &&
      (modes.length === 0 || modes.includes(mount.mode)) &&
      (finished === undefined || finished === (mount.endedAt !== null)) &&
      (node === undefined || mount.nodeGuid === node) &&
      (tenant === undefined || world.projects.get(mount.projectGuid ?? '')?.uuid === tenant),
  );
  return answerList(
    call,
    mounts.reverse(),
    {
      text: ({ guid, machineName, mode, state }) => [guid, machineName, mode, state],
      name: ({ machineName }) => machineName,
      columns: {
        'backup.protectedEntity.name': ({ machineName }) => machineName,
        'backup.snapshotTime': ({ snapshotTime }) => snapshotTime,
        mode: ({ mode }) => mode,
        state: ({ state }) => state,
        node: ({ nodeGuid }) => world.nodes.get(nodeGuid ?? '')?.name,
        'node.name': ({ nodeGuid }) => world.nodes.get(nodeGuid ?? '')?.name,
      },
    },
    (mount) => mountRecord(call, mount),
  );
};

function mountAsked({ sim, query }: Call): MountedBackup | undefined {
  const mount = sim.world.mounts.get(query.text('mounted-backup') ?? '');
  return mount?.state === 'RUNNING' ? mount : undefined;
}

/** What of a mount can be looked into; nothing before it is ready and after it has ended. */
const fileSystems: Handler = (call) =>
  answerPlainList(call, mountAsked(call)?.fileSystems ?? [], ({ guid, mountPath, volume, size, type, label }) => ({
    guid,
    mountPath,
    fileSystem: { volume, size, type, label },
  }));

const files: Handler = (call) =>
  answerPlainList(call, mountAsked(call)?.files ?? [], ({ path }) => ({ path, randomAccess: true }));

/** Mounted backups and what they consist of (section 6). */
export const mountedBackupRoutes: Routes = (api, on) => {
  api.get('/mounted-backups', on(list));
  api.get(
    '/mounted-backups/:guid',
    on((call) => call.context.json(mountRecord(call, found(call.sim.world.mounts.get(call.guid), 'Mounted backup')))),
  );
  api.get('/mounted-file-systems/detailed', on(fileSystems));
  api.get('/mounted-files', on(files));
};
