import type { FieldFault } from '@/lib/contracts/problem';
import { AppError } from '@/lib/core/app-error';
import type { EntitledPlaces, EntitledPlace } from '@/lib/portal/scope/entitled-places';
import type { StorwareBackupFile } from '@/lib/storware/model/backup-file';
import type { RestoreDisk, RestoreStorage, StorwarePlaceId } from '@/lib/storware/model/restore-request';
import type { ChosenImport } from './choose-import';
import type { NamedParts } from './choose-places';
import type { PlatformNeeds } from './platform-needs';
import { choicesAt, isWithin } from './target-choices';
import type { At } from './target-choices';

/** The id that a place goes by in a request. */
export function idOf({ uuid, guid }: EntitledPlace): StorwarePlaceId {
  return { uuid, guid };
}

/**
 * Where the disks of a point go. `not_found` for a file that is none of them; `validation_failed` when a disk has no
 * place, or none is left. Pure.
 */
export function planDisks(
  files: readonly StorwareBackupFile[] | null,
  where: ChosenImport,
  { disks }: NamedParts,
  places: EntitledPlaces,
): RestoreStorage {
  const { storage, needs } = where;
  for (const { file } of disks ?? [])
    if (!files?.some(({ guid }) => guid === file))
      throw new AppError('not_found', { meta: { kind: 'file', reason: 'none of this point' } });
  if (disks === null || disks.length === 0 || files === null) {
    if (storage) return { kind: 'one', storage: idOf(storage) };
    if (!canKeepStorages(needs, files))
      throw invalid('storage', 'has to be chosen: not all disks of this point can find their old place');
    return { kind: 'original' };
  }
  const open = diskStorages(choicesAt(places, needs, where.target).storages, needs, files, places);
  const chosen = new Set([where.target.guid, ...(where.cluster ? [where.cluster.guid] : [])]);
  for (const [index, disk] of disks.entries()) {
    if (disk.storage !== null && !open.some((one) => one.place.guid === disk.storage?.guid && isWithin(one, chosen)))
      throw invalid(`disks.${index}.storage`, 'is not at the chosen target');
  }
  const planned = files.map((file): RestoreDisk => {
    const choice = disks.find((one) => one.file === file.guid);
    const excluded = choice?.excluded ?? false;
    const place = choice?.storage ?? storage ?? (needs.originalStorage === 'never' ? null : originalOf(file, places));
    if (!place && !excluded)
      throw invalid(choice ? `disks.${disks.indexOf(choice)}.storage` : 'disks', 'has to be chosen for every disk');
    return {
      fileGuid: file.guid,
      path: file.path,
      diskName: file.disk?.name ?? null,
      storage: place && idOf(place),
      excluded,
    };
  });
  if (planned.every(({ excluded }) => excluded)) throw invalid('disks', 'leave at least one disk to be restored');
  return { kind: 'each', disks: planned };
}

/**
 * What each disk of a point may go to: the storages that are open at the target, and those that disks of this point were on wherever
 * they may be kept without being named. What is offered and what is accepted are both this.
 */
export function diskStorages(
  open: readonly At<EntitledPlace<'STORAGE'>>[],
  needs: PlatformNeeds,
  files: readonly StorwareBackupFile[],
  places: EntitledPlaces,
): At<EntitledPlace<'STORAGE'>>[] {
  if (needs.storage === 'none' || !canKeepStorages(needs, files)) return [...open];
  const originals = new Map(
    files.flatMap((file) => originalOf(file, places) ?? []).map((place) => [place.guid, place]),
  );
  return [
    ...open.filter(({ place }) => !originals.has(place.guid)),
    ...[...originals.values()].map((place) => ({ place, within: [] })),
  ];
}

/** Whether the disks of a point can go back to where they were without a storage being named; where the server does not tell them, it decides. */
export function canKeepStorages(
  { originalStorage }: PlatformNeeds,
  files: readonly StorwareBackupFile[] | null,
): boolean {
  if (originalStorage !== 'QCOW2' || files === null) return originalStorage !== 'never';
  return files.length > 0 && files.every(({ format }) => format === 'QCOW2');
}

/** The storage that a disk was on, if the tenant may still use it. Files name it by the platform's id (STORWARE_API.md 2.2). */
export function originalOf(file: StorwareBackupFile, places: EntitledPlaces): EntitledPlace<'STORAGE'> | null {
  const guid = file.disk?.originalStorage?.guid;
  return (
    places
      .all('STORAGE')
      .find((place) => place.guid === guid || (file.storageId !== null && place.uuid === file.storageId)) ?? null
  );
}

function invalid(path: string, message: string): AppError {
  const errors: FieldFault[] = [{ path, message }];
  return new AppError('validation_failed', { errors });
}
