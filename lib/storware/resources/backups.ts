import { ifOffered } from '@/lib/storware/capability/unavailable';
import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import type {
  StorwareBackup,
  StorwareBackupDetail,
  StorwareBackupFile,
  StorwareBackupLocation,
  StorwareBackupStatus,
  StorwareBackupType,
  StorwareFileSystem,
  StorwareLocationStatus,
} from '@/lib/storware/model/backup';
import type { StorwareList, StorwarePage, StorwareWhole } from '@/lib/storware/model/result';
import {
  WireBackup,
  WireBackupDetail,
  WireBackupFile,
  WireBackupLocation,
  WireFileSystem,
} from '@/lib/storware/wire/wire-backup';
import { fetchList, fetchPages, fetchWhole, findOne, keeping } from './fetch';

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

/** What can be told from the backup itself is filtered again; a backup without a machine is nobody's and dropped. */
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
 * the details, or denies them, it is as the list of the machine's backups tells it (guide).
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

/** The files of a backup, with the disks they came from where the server tells: three spellings by age of server (4.3, 13.33). */
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
