import { protectionAt } from '@/simulator/engine/protection';
import type { Backup } from '@/simulator/model/backup';
import { wasSuccessful } from '@/simulator/model/backup';

import type { Call, Handler, Routes } from './call';

const DAY = 86_400_000;

/** "12.3 GB": the one size that the server formats itself (2.3). */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? 'B'}`;
}

function timeOf(backup: Backup): number {
  return backup.snapshotTime ?? backup.createdAt;
}

/** Backups of the asked period, 15 days by default. */
function backupsOfPeriod({ query, sim }: Call): Backup[] {
  const to = query.number('to') ?? sim.timeline.now;
  const from = query.number('from') ?? to - 15 * DAY;
  return sim.world.allBackups().filter((backup) => timeOf(backup) >= from && timeOf(backup) <= to);
}

const protection: Handler = ({ sim, context }) => {
  const counts = { protectedNo: 0, notProtected: 0, noSchedule: 0 };
  const isProtected = protectionAt(sim);
  for (const machine of sim.world.machines.values()) {
    const answer = isProtected(machine);
    if (answer === undefined) counts.noSchedule += 1;
    else if (answer) counts.protectedNo += 1;
    else counts.notProtected += 1;
  }
  const none = { protectedNo: 0, notProtected: 0, noSchedule: 0 };
  return context.json({
    allEntities: counts,
    vm: counts,
    app: none,
    storage: none,
    cloud: none,
    cloudUser: none,
    cloudSite: none,
    cloudGroup: none,
    endpoints: none,
  });
};

function statistics(backups: readonly Backup[]): { successful: number; inProgress: number; queued: number; failed: number; totalData: string } {
  const good = backups.filter(wasSuccessful);
  return {
    successful: good.length,
    failed: backups.filter(({ status }) => status === 'FAILED').length,
    inProgress: backups.filter(({ status }) => status === 'INPROGRESS').length,
    queued: backups.filter(({ status }) => status === 'QUEUED').length,
    totalData: sizeText(good.reduce((sum, { size }) => sum + size, 0)),
  };
}

const stagingSpace: Handler = ({ sim, context }) =>
  context.json(
    [...sim.world.nodes.values()].map((node) => ({
      node: { guid: node.guid, name: node.name },
      totalSpace: node.stagingTotalBytes,
      availableSpace: Math.round(node.stagingTotalBytes * (node.stagingFull ? 0.03 : 0.78)),
    })),
  );

const destinationStats: Handler = ({ sim, wire, context }) => {
  const all = [...sim.world.destinations.values()];
  return context.json({
    totalUsedSpace: all.reduce((sum, { usedBytes }) => sum + usedBytes, 0),
    totalAvailableSpace: all.reduce((sum, { totalBytes }) => sum + (totalBytes ?? 0), 0),
    backupDestinations: all.map(({ guid, name, usedBytes, totalBytes, type }) => ({
      guid,
      name,
      totalUsedSpace: usedBytes,
      totalAvailableSpace: wire.optional(totalBytes),
      totalDedupUsedSpace: wire.optional(type === 'SYNTHETICXFS' ? Math.round(usedBytes / 3) : null),
      totalDedupAvailableSpace: wire.optional(type === 'SYNTHETICXFS' ? totalBytes : null),
    })),
  });
};

/** One entry per UTC day, oldest first. */
const sizeStats: Handler = (call) => {
  const { sim, context, query } = call;
  const to = query.number('to') ?? sim.timeline.now;
  const from = query.number('from') ?? to - 14 * DAY;
  const days = new Map<string, { backups: number; restores: number }>();
  for (let day = Math.floor(from / DAY) * DAY; day <= to; day += DAY) days.set(new Date(day).toISOString().slice(0, 10), { backups: 0, restores: 0 });
  const dayOf = (moment: number): { backups: number; restores: number } | undefined => days.get(new Date(moment).toISOString().slice(0, 10));
  for (const backup of sim.world.allBackups()) {
    const day = wasSuccessful(backup) ? dayOf(timeOf(backup)) : undefined;
    if (day !== undefined) day.backups += backup.size;
  }
  for (const job of sim.world.restoreJobs.values()) {
    const day = job.status === 'SUCCESS' ? dayOf(job.restoreTime) : undefined;
    if (day !== undefined) day.restores += sim.world.backups.get(job.backupGuid)?.size ?? 0;
  }
  const of = (kind: 'backups' | 'restores'): Record<string, number> => Object.fromEntries([...days].map(([day, sums]) => [day, sums[kind]]));
  return context.json({ backupSizeStatsResponses: of('backups'), restoreSizeStatsResponses: of('restores') });
};

const report: Handler = (call) => {
  const { sim, wire, context, query } = call;
  const { world } = sim;
  const backups = backupsOfPeriod(call);
  const to = query.number('to') ?? sim.timeline.now;
  const from = query.number('from') ?? to - 15 * DAY;
  const restores = [...world.restoreJobs.values()].filter(({ restoreTime }) => restoreTime >= from && restoreTime <= to);
  const restored = restores.filter(({ status }) => status === 'SUCCESS');
  const nameOfMachine = (guid: string, name: string): string => world.machines.get(guid)?.name ?? name;
  return context.json({
    backups: {
      ...statistics(backups),
      total: backups.length,
      elements: backups.map((backup) => ({
        protectedEntity: nameOfMachine(backup.machineGuid, backup.machineName),
        protectedEntityGuid: backup.machineGuid,
        policy: wire.optional(world.policies.get(backup.policyGuid ?? '')?.name),
        snapshotTime: wire.optional(backup.snapshotTime),
        size: backup.size,
        type: backup.type,
        status: wire.enum(backup.status),
        statusInfo: wire.optional(backup.statusInfo),
      })),
    },
    restores: {
      successful: restored.length,
      failed: restores.length - restored.length,
      inProgress: 0,
      queued: 0,
      total: restores.length,
      totalData: sizeText(restored.reduce((sum, { backupGuid }) => sum + (world.backups.get(backupGuid)?.size ?? 0), 0)),
      elements: restores.map((job) => ({
        protectedEntity: nameOfMachine(job.machineGuid, job.machineName),
        protectedEntityGuid: job.machineGuid,
        restoreTime: job.restoreTime,
        size: world.backups.get(job.backupGuid)?.size ?? 0,
        type: job.restoreType,
        status: wire.enum(job.status),
        statusInfo: wire.optional(job.statusInfo),
      })),
    },
  });
};

/** Dashboard reads (section 10). Only machines exist here: all other kinds of entities count nothing. */
export const dashboardRoutes: Routes = (api, on) => {
  api.get('/dashboard/protection', on(protection));
  api.get(
    '/dashboard/backup-stats',
    on((call) => call.context.json(statistics(backupsOfPeriod(call)))),
  );
  api.get('/dashboard/staging-space', on(stagingSpace));
  api.get('/dashboard/backup-destination-stats', on(destinationStats));
  api.get('/dashboard/vm-backup-size-stats', on(sizeStats));
  api.get('/dashboard/report', on(report));
};
