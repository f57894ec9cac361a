import { AppError } from '@/lib/core/app-error';
import { ifOffered } from '@/lib/storware/capability/availability';
import type {
  StorwareDownload,
  StorwareFileEntry,
  StorwareMountedBackup,
  StorwareMountedFile,
  StorwareMountedFileSystem,
} from '@/lib/storware/model/mount';
import type { StorwareList, StorwareWhole } from '@/lib/storware/model/result';
import { notFound } from '@/lib/storware/outcomes';
import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import { elementsOf, parseLongList } from '@/lib/storware/wire/parse';
import {
  WireFileEntry,
  WireMountedBackup,
  WireMountedFile,
  WireMountedFileSystem,
  WireMountLimit,
} from '@/lib/storware/wire/wire-mount';
import { findBackup, listBackups } from './backups';
import { fetchList, fetchWhole, findOne, getOne, keeping } from './requests';

/** The default of the vendor's own UI: one day (STORWARE_API.md 1.2). */
const usualLimitMs = 86_400_000;

export type MountFilter = { machineGuid?: string; backupGuid?: string };

/** Adds the machine of the backup to mounts whose record does not name a machine (STORWARE_API.md 16.4). */
async function withMachines(
  mounts: readonly StorwareMountedBackup[],
  machineGuid: string | undefined,
  call?: CallOptions,
): Promise<StorwareMountedBackup[]> {
  if (mounts.every((mount) => mount.machineGuid !== null || mount.backupGuid === null)) return [...mounts];
  const backups = await listBackups(machineGuid === undefined ? {} : { machineGuid }, call);
  const machineOf = new Map(backups.items.map((backup) => [backup.guid, backup.machineGuid]));
  return mounts.map((mount) => ({
    ...mount,
    machineGuid: mount.machineGuid ?? (mount.backupGuid === null ? null : (machineOf.get(mount.backupGuid) ?? null)),
  }));
}

/** Mounted backups of virtual machines (STORWARE_API.md 6), including ended ones that the server still lists. Mounts without a machine have no owner and are left out. */
export async function listMounts(
  filter: MountFilter = {},
  call?: CallOptions,
): Promise<StorwareWhole<StorwareMountedBackup>> {
  const query = { 'protected-entity-type': 'VM', 'protected-entity': filter.machineGuid, backup: filter.backupGuid };
  const whole = await fetchWhole(
    clientOf(call),
    WireMountedBackup,
    { template: '/mounted-backups', query },
    call?.signal,
  );
  const mounts = await withMachines(whole.items, filter.machineGuid, call);
  return keeping({ ...whole, items: mounts }, (mount: StorwareMountedBackup) => {
    const isAsked = filter.machineGuid === undefined || mount.machineGuid === filter.machineGuid;
    return (
      mount.machineGuid !== null &&
      isAsked &&
      (filter.backupGuid === undefined || mount.backupGuid === filter.backupGuid)
    );
  });
}

/** One mounted backup; its machine is read from the backup when the record does not name it. Null for an unknown guid. */
export async function findMount(guid: string, call?: CallOptions): Promise<StorwareMountedBackup | null> {
  const mount = await findOne(
    clientOf(call),
    WireMountedBackup,
    { template: '/mounted-backups/{guid}', params: { guid } },
    call?.signal,
  );
  if (!mount || mount.machineGuid !== null || mount.backupGuid === null) return mount;
  const backup = await findBackup(mount.backupGuid, call);
  return { ...mount, machineGuid: backup?.machineGuid ?? null, machineName: backup?.machineName ?? null };
}

/** The file systems of a mounted backup; empty before it is ready and after it has ended. */
export function listMountedFileSystems(
  mountGuid: string,
  call?: CallOptions,
): Promise<StorwareList<StorwareMountedFileSystem>> {
  return fetchList(
    clientOf(call),
    WireMountedFileSystem,
    { template: '/mounted-file-systems/detailed', query: { 'mounted-backup': mountGuid } },
    call?.signal,
  );
}

/** The disk files of a backup that is mounted over iSCSI. */
export function listMountedFiles(mountGuid: string, call?: CallOptions): Promise<StorwareList<StorwareMountedFile>> {
  return fetchList(
    clientOf(call),
    WireMountedFile,
    { template: '/mounted-files', query: { 'mounted-backup': mountGuid } },
    call?.signal,
  );
}

/** All entries of a folder, unsorted, because the server does not page (STORWARE_API.md 6). Throws `not_found` for a folder that does not exist. */
export async function listFolder(
  fileSystemGuid: string,
  path: string,
  call?: CallOptions,
): Promise<StorwareList<StorwareFileEntry>> {
  const client = clientOf(call);
  const body = { path: mountedFolder(path) };
  const answer = await client.find(
    { method: 'POST', template: '/mounted-file-systems/{guid}/listing', params: { guid: fileSystemGuid }, body },
    { signal: call?.signal },
  );
  if (!answer) throw notFound('no such folder');
  return parseLongList(
    WireFileEntry,
    answer.understand((listed) => elementsOf(WireFileEntry.name, listed ?? [])),
    client.log,
    call?.signal,
  );
}

/** Starts a download: one file as it is, several files or folders as an archive (STORWARE_API.md 6). Throws `not_found` for a path that does not exist. */
export async function downloadFiles(
  fileSystemGuid: string,
  paths: readonly string[],
  call?: CallOptions,
): Promise<StorwareDownload> {
  const body = { paths: paths.map(mountedPath) };
  const [only = null, ...more] = body.paths;
  const answer = await clientOf(call).download(
    { method: 'POST', template: '/mounted-file-systems/{guid}/download', params: { guid: fileSystemGuid }, body },
    { signal: call?.signal },
  );
  if (!answer) throw notFound('no such file');
  return {
    stream: answer.stream,
    sizeBytes: answer.sizeBytes,
    fileName: fileNameOf(answer.disposition, only === null || more.length > 0 ? null : lastNameOf(only)),
  };
}

/** The longest mount duration that the portal's account is allowed (STORWARE_API.md 1.2, 5.3.4). */
export async function getLongestMountMs(call?: CallOptions): Promise<number> {
  return (
    (await ifOffered(() => getOne(clientOf(call), WireMountLimit, { template: '/session/user' }, call?.signal))) ??
    usualLimitMs
  );
}

const maxLength = 4_096;

/** Checks a path within a mounted file system. Throws `validation_failed` for a relative path or one with `.` or `..`: Storware opens it on its node as given. */
export function mountedPath(path: string): string {
  const climbs = path.split('/').some((part) => part === '.' || part === '..');
  if (!path.startsWith('/') || climbs || path.includes('\0') || path.length > maxLength)
    throw new AppError('validation_failed', { meta: { reason: 'no path within a mounted file system' } });
  return path;
}

/** Storware expects a slash at the end of folder paths (STORWARE_API.md 6). */
export function mountedFolder(path: string): string {
  const checked = mountedPath(path);
  return checked.endsWith('/') ? checked : `${checked}/`;
}

/** The last name of a path; null for the root. */
export function lastNameOf(path: string): string | null {
  return (
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? null
  );
}

const encoded = /filename\*\s*=\s*(?:utf-8|UTF-8)'[^']*'([^;]+)/;
const quoted = /filename\s*=\s*"((?:[^"\\]|\\.)*)"/i;
const bare = /filename\s*=\s*([^";]+)/i;

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return null;
  }
}

/** A plain file name: without folders and control characters. */
function safeName(name: string | null): string | null {
  const last = name?.split(/[/\\]/).at(-1)?.replace(/\p{C}/gu, '').trim() ?? '';
  return last === '' || last === '.' || last === '..' ? null : last;
}

/**
 * The file name in a Content-Disposition header; null when there is none. Storware does not quote the name and may wrap it
 * in `_` in place of quotes (STORWARE_API.md 6). `expected` is the name of the only requested file; its own leading and
 * trailing `_` are kept.
 */
export function fileNameOf(header: string | undefined, expected: string | null): string | null {
  if (header === undefined) return null;
  const extended = encoded.exec(header)?.[1];
  if (extended !== undefined) {
    const name = safeName(decoded(extended));
    if (name !== null) return name;
  }
  const inQuotes = quoted.exec(header)?.[1];
  if (inQuotes !== undefined) return safeName(inQuotes.replace(/\\(.)/g, '$1'));
  const name = bare.exec(header)?.[1]?.trim() ?? '';
  const isWrapped = name.length > 2 && name.startsWith('_') && name.endsWith('_') && name !== expected;
  return safeName(isWrapped ? name.slice(1, -1) : name);
}
