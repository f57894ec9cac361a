import { filesOf, fileSystemsOf, isIscsiMountable } from '@/simulator/engine/backup-files';
import type { Backup, BackupLocation } from '@/simulator/model/backup';
import { PLATFORMS } from '@/simulator/model/platform';
import { partGuid } from '@/simulator/random';

import type { Call, Handler, Routes } from './call';
import { badRequest } from './call';
import { locationRecord } from './backups';
import { answerPlainList } from './listing';
import { backupName, nameOf } from './records';

function requestedBackup({ query, sim }: Call): Backup | undefined {
  const guid = query.text('backup');
  if (guid === undefined) throw badRequest('Parameter backup is missing');
  return sim.world.backups.get(guid);
}

/** When the backup's files were restored or mounted. */
function timesOfRestores({ sim }: Call, backup: Backup): number[] {
  return [...sim.world.restoreJobs.values()]
    .filter(({ backupGuid }) => backupGuid === backup.guid)
    .map(({ restoreTime }) => restoreTime);
}

const list: Handler = (call) => {
  const backup = requestedBackup(call);
  const files = backup === undefined ? [] : filesOf(call.sim, backup);
  const raw = backup !== undefined && isIscsiMountable(call.sim, backup);
  return answerPlainList(call, files, ({ guid, path, size }) => ({
    guid,
    path,
    size,
    backupTime: call.wire.optional(backup?.backupTime),
    iscsiMountable: raw,
  }));
};

const detailed: Handler = (call) => {
  const { wire, sim, query, context } = call;
  const backup = requestedBackup(call);
  const machine = sim.world.machines.get(backup?.machineGuid ?? '');
  if (backup === undefined || machine === undefined) return context.json([]);
  const { diskFormat } = PLATFORMS[machine.platform];
  const withConfigs = query.flag('with-modified-configs') === true;
  const reference = { guid: backup.guid, name: backupName(backup) };
  const disks = filesOf(call.sim, backup).map(({ guid, path, size, disk }) => {
    const storage = sim.world.storages.get(disk.storageGuid);
    return {
      guid,
      path,
      size,
      backup: reference,
      backupTime: wire.optional(backup.backupTime),
      format: wire.enum(diskFormat),
      backupFileType: wire.enum(backup.type === 'INCREMENTAL' ? 'DISK_INC' : 'DISK'),
      encryption: 0,
      iscsiMountable: diskFormat === 'RAW',
      mountable: true,
      restoresTime: timesOfRestores(call, backup),
      config: wire.optional(null),
      configPresent: withConfigs ? false : undefined,
      vmDisk: {
        guid: disk.guid,
        name: disk.name,
        excludedFromBackup: disk.excludedFromBackup,
        originalStorage: wire.reference(storage, nameOf),
      },
      locations: backup.locations.map((location) => locationRecord(call, backup, location)),
      storageId: wire.optional(storage?.uuid),
    };
  });
  if (disks.length === 0) return context.json([]);
  const config = {
    guid: partGuid(backup.guid, 499),
    path: `/vprotect_data/${machine.guid}/${backup.guid}/${machine.name}.json`,
    size: 4096,
    backup: reference,
    backupTime: wire.optional(backup.backupTime),
    format: wire.enum('RAW'),
    backupFileType: wire.enum('CONFIG'),
    encryption: 0,
    iscsiMountable: false,
    mountable: false,
    restoresTime: [],
    configPresent: withConfigs ? true : undefined,
    locations: [],
  };
  return context.json([...disks, config]);
};

const fileSystems: Handler = (call) => {
  const backup = requestedBackup(call);
  return answerPlainList(call, backup === undefined ? [] : fileSystemsOf(call.sim, backup), (fileSystem) => fileSystem);
};

/** Locations by machine, status and rule (4.3). An older client asks by the status of the backup. */
const locations: Handler = (call) => {
  const { sim, query, tenant } = call;
  const entity = query.text('protected-entity', 'protectedEntity');
  const status = query.text('location-status');
  const backupStatus = query.text('backup-status');
  const rule = query.text('backup-rule');
  const { world } = sim;
  const found: { backup: Backup; location: BackupLocation }[] = [];
  const backups = entity === undefined ? world.allBackups() : world.backupsOf(entity);
  for (const backup of backups.toReversed()) {
    if (rule !== undefined && backup.ruleGuid !== rule) continue;
    if (backupStatus !== undefined && backup.status !== backupStatus) continue;
    if (tenant !== undefined && world.projects.get(backup.projectGuid ?? '')?.uuid !== tenant) continue;
    for (const location of backup.locations)
      if (status === undefined || location.status === status) found.push({ backup, location });
  }
  return answerPlainList(call, found, ({ backup, location }) => locationRecord(call, backup, location));
};

/** What a backup consists of and where it lies (4.3). */
export const backupFileRoutes: Routes = (api, on) => {
  api.get('/backup-files', on(list));
  api.get('/backup-files/detailed', on(detailed));
  api.get('/backup-files/detailed/for-restore', on(detailed));
  api.get('/file-systems', on(fileSystems));
  api.get('/backup-locations', on(locations));
  api.get('/backup-locations/for-restore', on(locations));
};
