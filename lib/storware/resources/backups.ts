import type { Logger } from 'pino';
import * as z from 'zod';
import { ifOffered } from '@/lib/storware/capability/availability';
import type { CallOptions } from '@/lib/storware/storware';
import { clientOf } from '@/lib/storware/storware';
import type {
  StorwareBackupDetail,
  StorwareBackupFile,
  StorwareBackupLocation,
  StorwareBackupStatus,
  StorwareBackupType,
  StorwareBackup,
  StorwareFileSystem,
  StorwareLocationStatus,
} from '@/lib/storware/model/backup';
import type { StorwareList, StorwarePage, StorwareWhole, WriteOutcome } from '@/lib/storware/model/result';
import {
  WireBackupDetail,
  WireBackupFile,
  WireBackupLocation,
  WireBackup,
  WireFileSystem,
} from '@/lib/storware/wire/wire-backup';
import type { StorwareTask } from '@/lib/storware/model/task';
import { parseList } from '@/lib/storware/wire/parse';
import { wireArray, wireGuid, wireRefs } from '@/lib/storware/wire/fields';
import { fetchList, fetchPages, fetchWhole, findOne, keeping } from './requests';
import { WireTask } from './tasks';

export type BackupFilter = {
  machineGuid?: string;
  statuses?: readonly StorwareBackupStatus[];
  type?: StorwareBackupType;
  policyGuid?: string;
  destinationGuid?: string;
  /** Which time of a backup these concern is not documented: the answer may hold more, and less at the edges. */
  from?: Date;
  to?: Date;
};

function routeOf(filter: BackupFilter) {
  return {
    template: '/backups',
    query: {
      'protected-entity-type': 'VM',
      'protected-entity': filter.machineGuid,
      status: filter.statuses,
      type: filter.type,
      'backup-policy': filter.policyGuid,
      'backup-destination': filter.destinationGuid,
      from: filter.from?.getTime(),
      to: filter.to?.getTime(),
    },
  };
}

/** Filters again by what the backup itself says; a backup without a machine has no owner and is dropped. */
function fits(filter: BackupFilter): (backup: StorwareBackup) => boolean {
  return (backup) =>
    backup.machineGuid !== null &&
    (filter.machineGuid === undefined || backup.machineGuid === filter.machineGuid) &&
    (filter.statuses === undefined || filter.statuses.includes(backup.status)) &&
    (filter.type === undefined || backup.type === filter.type);
}

/** Backups of virtual machines, page by page, in no useful order (STORWARE_API.md 4.1). */
export async function* backupPages(
  filter: BackupFilter = {},
  call?: CallOptions,
): AsyncGenerator<StorwarePage<StorwareBackup>, void, undefined> {
  for await (const page of fetchPages(clientOf(call), WireBackup, routeOf(filter), call?.signal))
    yield keeping(page, fits(filter));
}

/** Backups of virtual machines that fit the filter, in no useful order (4.1). */
export async function listBackups(
  filter: BackupFilter = {},
  call?: CallOptions,
): Promise<StorwareWhole<StorwareBackup>> {
  return keeping(await fetchWhole(clientOf(call), WireBackup, routeOf(filter), call?.signal), fits(filter));
}

/** One backup; null for an unknown guid (4.2). */
export function findBackup(guid: string, call?: CallOptions): Promise<StorwareBackup | null> {
  return findOne(clientOf(call), WireBackup, { template: '/backups/{guid}', params: { guid } }, call?.signal);
}

/**
 * One backup of this machine with its network cards; null when it has none of that guid (4.2). Where the server does not have
 * the details, or denies them, it is taken from the list of the machine's backups (guide).
 */
export async function findBackupOf(
  machineGuid: string,
  guid: string,
  call?: CallOptions,
): Promise<StorwareBackupDetail | null> {
  const client = clientOf(call);
  const route = { template: '/backups/{guid}', params: { guid } };
  const detail = await ifOffered(() => findOne(client, WireBackupDetail, route, call?.signal));
  if (detail) return detail.machineGuid === machineGuid ? detail : null;
  const listed = (await listBackups({ machineGuid }, call)).items.find((backup) => backup.guid === guid);
  if (!listed) return null;
  client.lacks({ method: 'GET', ...route });
  return { ...listed, cards: null, iscsiMountable: null, fileFormats: [] };
}

/** The files of a backup, with the disks they came from where the server reports them: three spellings by age of server (4.3, 13.33). */
export async function listBackupFiles(
  backupGuid: string,
  call?: CallOptions,
): Promise<StorwareList<StorwareBackupFile>> {
  const client = clientOf(call);
  const query = { backup: backupGuid, 'with-modified-configs': true };
  for (const template of ['/backup-files/detailed/for-restore', '/backup-files/detailed']) {
    const list = await ifOffered(() => fetchList(client, WireBackupFile, { template, query }, call?.signal));
    if (list) return list;
  }
  return fetchList(client, WireBackupFile, { template: '/backup-files', query: { backup: backupGuid } }, call?.signal);
}

/** The file systems found in a backup (4.3). */
export function listFileSystems(backupGuid: string, call?: CallOptions): Promise<StorwareList<StorwareFileSystem>> {
  return fetchList(
    clientOf(call),
    WireFileSystem,
    { template: '/file-systems', query: { backup: backupGuid } },
    call?.signal,
  );
}

/** Where copies of a machine's backups are (4.3). Locations do not name the machine: keep only those of backups that are known to be its own. */
export async function listBackupLocations(
  machineGuid: string,
  filter: { status?: StorwareLocationStatus } = {},
  call?: CallOptions,
): Promise<StorwareList<StorwareBackupLocation>> {
  const query = { 'protected-entity': machineGuid, 'location-status': filter.status };
  const list = await fetchList(
    clientOf(call),
    WireBackupLocation,
    { template: '/backup-locations', query },
    call?.signal,
  );
  return keeping(
    list,
    (location: StorwareBackupLocation) => filter.status === undefined || location.status === filter.status,
  );
}

export type ExportRequest = {
  type: 'FULL' | 'INCREMENTAL';
  /** 0..100, larger runs first; the server's default is 50. */
  priority?: number | undefined;
  /** The task fails when it has not started by `windowEnd`. */
  windowStart?: Date | undefined;
  windowEnd?: Date | undefined;
  /** Rules of the machine's policy that the backup counts for; empty when it has none that fits. */
  ruleGuids: readonly string[];
  destinationGuid: string | null;
};

/**
 * Starts one backup of one machine and gives the tasks that the server made for it; an empty list means
 * accepted without saying which (5.3.1, 13.12 to 13.14). One machine per call, so that all forms of the answer
 * mean the same. `async` is not sent: what it does is not documented, and without it the server answers with
 * the task.
 */
export function postExport(
  machineGuid: string,
  request: ExportRequest,
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  const body = {
    protectedEntities: [{ guid: machineGuid }],
    protectedEntityType: 'VM',
    backupType: { name: request.type },
    priority: request.priority,
    windowStart: request.windowStart?.getTime(),
    windowEnd: request.windowEnd?.getTime(),
    ...(request.ruleGuids.length > 0 && { rules: request.ruleGuids.map((guid) => ({ guid })) }),
    ...(request.destinationGuid !== null && { backupDestination: { guid: request.destinationGuid } }),
  };
  return submitTasks('/tasks/export', body, machineGuid, [machineGuid], call);
}

/**
 * Submits work on one machine and gives the tasks that the server made for it, whatever the form of its answer
 * (STORWARE_API.md 13.28); an empty list means accepted without saying which. A bulk answer that calls any of
 * `subjects` unsuccessful and has no task is a refusal. A task that names another machine is left out.
 */
export function submitTasks(
  template: string,
  body: unknown,
  machineGuid: string,
  subjects: readonly string[],
  call?: CallOptions,
): Promise<WriteOutcome<StorwareTask[]>> {
  const client = clientOf(call);
  return client.write<StorwareTask[]>(
    { method: 'POST', template, body },
    (answer) => {
      const { tasks, unsuccessful } = toTasks(answer, client.log);
      if (tasks.length === 0 && unsuccessful.some((guid) => subjects.includes(guid)))
        return { kind: 'rejected', status: 200, message: '' };
      return {
        kind: 'accepted',
        value: tasks.filter((task) => task.machineGuid === null || task.machineGuid === machineGuid),
      };
    },
    { signal: call?.signal },
  );
}

export type SubmittedTasks = {
  tasks: StorwareTask[];
  /** Guids that a bulk answer says were not taken. */
  unsuccessful: string[];
};

const bulk = z.object({ tasks: wireArray(z.unknown()), unsuccessful: wireRefs });
const single = z.object({ guid: wireGuid });

/**
 * The tasks in the answer to a task POST, in any of its forms: one task, an array, the bulk object
 * `{ successful, unsuccessful, tasks }`, or nothing (STORWARE_API.md 13.28). Never throws: the POST was
 * accepted, and an answer that nobody understands only means that no guid is known.
 */
export function toTasks(body: unknown, log: Logger): SubmittedTasks {
  if (Array.isArray(body)) return { tasks: parseList(WireTask, body, log).items, unsuccessful: [] };
  if (single.safeParse(body).success) return { tasks: parseList(WireTask, [body], log).items, unsuccessful: [] };
  const parsed = bulk.safeParse(body);
  if (!parsed.success) return { tasks: [], unsuccessful: [] };
  return {
    tasks: parseList(WireTask, parsed.data.tasks, log).items,
    unsuccessful: parsed.data.unsuccessful.map((entity) => entity.guid),
  };
}
