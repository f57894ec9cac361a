import { networkCardGuid } from '@/simulator/engine/backup-files';
import type { Network } from '@/simulator/model/platform';
import type { RestoreJob } from '@/simulator/model/restore-job';
import { partGuid } from '@/simulator/random';
import type { Call, Handler, Routes } from './call';
import { found } from './call';
import { answerList } from './listing';
import { backupName } from './records';

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

const GROUP_SALT = 700;
const MAC_SALT = 701;

/** Security groups are invented: every project has one. */
function groupOf(projectGuid: string): { guid: string; name: string; uuid: string } {
  const guid = partGuid(projectGuid, GROUP_SALT);
  return { guid, name: 'default', uuid: partGuid(guid, 1) };
}

/** The address of a card, of the range that OpenStack gives out. */
function macOf(cardGuid: string): string {
  const digits = partGuid(cardGuid, MAC_SALT).replaceAll('-', '').slice(0, 6);
  return `fa:16:3e:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}`;
}

const shown = ({ guid, uuid, name }: Network): { guid: string; uuid: string; name: string } => ({ guid, uuid, name });

/** GET /openstack/restore-settings: what a restore of a backup may choose of networks and security groups (end of 5.3.2). */
const restoreSettings: Handler = (call) => {
  const { query, sim, context } = call;
  const { world } = sim;
  const backup = found(world.backups.get(query.text('backup-guid') ?? ''), 'Backup');
  const machine = found(world.machines.get(backup.machineGuid), 'Virtual machine');
  const manager = query.text('hvm-guid') ?? machine.managerGuid;
  const project = world.projects.get(query.text('project-guid') ?? backup.projectGuid ?? machine.projectGuid ?? '');
  const groups = project === undefined ? [] : [groupOf(project.guid)];
  const own = backup.projectGuid === null ? [] : [groupOf(backup.projectGuid)];
  const targets = [...world.networks.values()].filter(
    ({ managerGuid, projectGuid }) =>
      managerGuid === manager && (projectGuid === null || projectGuid === project?.guid),
  );
  const sources = machine.networkGuids.flatMap((guid, index) => {
    const network = world.networks.get(guid);
    if (network === undefined) return [];
    const card = networkCardGuid(machine.guid, index);
    return [
      {
        ...shown(network),
        defaultMacAddress: macOf(card),
        defaultNetworkInternalId: partGuid(card, 1),
        securityGroupsFromBackup: own,
      },
    ];
  });
  const networkSection = {
    securityGroupsFromHypervisorManager: groups,
    sourceNetworkWithSecurityGroups: sources,
    targetNetworks: targets.map(shown),
  };
  return context.json({ networkSection, storageSection: {}, advancedSection: {} });
};

/** What only OpenStack has. */
export const restoreSettingsRoutes: Routes = (api, on) => {
  api.get('/openstack/restore-settings', on(restoreSettings));
};
