import type { StorwareRestoreJob } from '@/lib/storware/model/restore';
import type { StorwareList } from '@/lib/storware/model/result';
import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import { WireRestoreJob } from '@/lib/storware/wire/wire-backup';
import { fetchList } from './requests';

export type RestoreJobFilter = { machineGuid?: string; from?: Date; to?: Date };

/**
 * The restore history (STORWARE_API.md 4.4). A job need not name its machine: then `machineGuid` is null and
 * its owner has to be found through `backup`. A job that names another machine than the requested one is dropped.
 */
export async function listRestoreJobs(
  filter: RestoreJobFilter = {},
  call?: CallOptions,
): Promise<StorwareList<StorwareRestoreJob>> {
  const query = { 'protected-entity': filter.machineGuid, from: filter.from?.getTime(), to: filter.to?.getTime() };
  const list = await fetchList(clientOf(call), WireRestoreJob, { template: '/restore-jobs', query }, call?.signal);
  const items = list.items.filter(
    (job) => filter.machineGuid === undefined || job.machineGuid === null || job.machineGuid === filter.machineGuid,
  );
  return { ...list, items };
}
