import type { RestoreJob } from '@/simulator/model/restore-job';

import type { Call, Handler, Routes } from './call';
import { answerList } from './listing';
import { backupName } from './names';

function restoreJobRecord({ sim, wire }: Call, job: RestoreJob): Record<string, unknown> {
  const backup = sim.world.backups.get(job.backupGuid);
  const times = [job.queuedRestoreMs, job.restoreMs, job.queuedImportMs, job.importMs, job.queuedMountMs, job.mountMs];
  // Null, not missing: clients add them up (a step that did not take place counts nothing).
  const [queuedRestoreTime, restoreTime, queuedImportTime, importTime, queuedMountTime, mountTime] = times;
  return {
    guid: job.guid,
    restoreTime: job.restoreTime,
    backup: wire.optional(
      backup === undefined
        ? null
        : {
            guid: backup.guid,
            name: backupName(backup),
            snapshotTime: wire.optional(backup.snapshotTime),
            size: backup.size,
          },
    ),
    status: wire.enum(job.status),
    statusInfo: wire.optional(job.statusInfo),
    restoreType: wire.enum(job.restoreType),
    taskTimeStats: { queuedRestoreTime, restoreTime, queuedImportTime, importTime, queuedMountTime, mountTime },
    protectedEntity: wire.typedReference(
      job.machineGuid,
      sim.world.machines.get(job.machineGuid)?.name ?? job.machineName,
      'VM',
    ),
    warnings: job.warnings,
    originEntity: wire.typedReference(job.origin.guid, job.origin.name, job.origin.type),
  };
}

const list: Handler = (call) => {
  const { query, sim, tenant } = call;
  const entity = query.text('protected-entity', 'protectedEntity');
  const from = query.number('from') ?? Number.NEGATIVE_INFINITY;
  const to = query.number('to') ?? Number.POSITIVE_INFINITY;
  const { world } = sim;
  const jobs = [...world.restoreJobs.values()]
    .filter(
      (job) => (entity === undefined || job.machineGuid === entity) && job.restoreTime >= from && job.restoreTime <= to,
    )
    .filter(
      (job) =>
        tenant === undefined ||
        world.projects.get(world.machines.get(job.machineGuid)?.projectGuid ?? '')?.uuid === tenant,
    )
    .sort((a, b) => b.restoreTime - a.restoreTime);
  return answerList(
    call,
    jobs,
    {
      text: ({ guid, machineName, status, statusInfo, restoreType }) => [
        guid,
        machineName,
        status,
        statusInfo,
        restoreType,
      ],
      name: ({ machineName }) => machineName,
      columns: { restoreTime: ({ restoreTime }) => restoreTime },
    },
    (job) => restoreJobRecord(call, job),
  );
};

/** The history of restores (4.4). */
export const restoreJobRoutes: Routes = (api, on) => {
  api.get('/restore-jobs', on(list));
};
