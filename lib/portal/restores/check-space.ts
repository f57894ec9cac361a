import * as z from 'zod';
import type { PreflightCheck } from '@/lib/contracts/restore';
import { StoredDisk } from '@/lib/mirror/stored-json';
import type { RestoreChoices, RestorePoint } from '@/lib/storware/authorized/restore-choices';
import type { StorwareBackupFile } from '@/lib/storware/model/backup-file';
import type { StorwareStorage } from '@/lib/storware/model/inventory';
import type { RestorePlan } from './plan-restore';

const id = 'space';
/** Bytes of a disk of the point once it is laid out. */
type SizeOf = (file: StorwareBackupFile) => number | null;

/** Sizes of disks where the machine's own record tells them; a file of a backup is smaller than its disk. */
export function diskSizes(disks: unknown): SizeOf {
  const known = new Map(
    z
      .array(StoredDisk)
      .catch([])
      .parse(disks)
      .map((disk) => [disk.guid, disk.sizeBytes]),
  );
  return ({ disk, sizeBytes }) => known.get(disk?.guid ?? '') ?? sizeBytes;
}

/** Whether the storages have room for the disks, by what the server says of them now. Null where no storage is concerned. Pure. */
export function checkSpace(
  plan: RestorePlan,
  { files }: RestorePoint,
  choices: RestoreChoices | null,
  sizeOf: SizeOf,
): PreflightCheck | null {
  if (plan.kind !== 'import' || !('storage' in plan.request) || !choices) return null;
  const { storages } = choices;
  if (files === null || storages === null) return verdict(new Map(), true);
  const { storage } = plan.request;
  const isNamed = storage.kind !== 'original';
  const needed = new Map<StorwareStorage, number | null>();
  let isUnknown = false;
  for (const file of files) {
    const place = placeOf(file);
    if (place === null) continue;
    const live = storages.find(({ uuid, guid }) => guid === place.guid || (uuid !== null && uuid === place.uuid));
    if (!live && isNamed && !isWhereItWas(file, place))
      return {
        id,
        state: 'BLOCKED',
        message: 'A chosen storage is no longer at this target.',
        nextStep: 'Go back and choose another one.',
      };
    if (!live) isUnknown = true;
    else {
      const sum = needed.get(live) ?? 0;
      const size = sizeOf(file);
      needed.set(live, size === null || needed.get(live) === null ? null : sum + size);
    }
  }
  return verdict(needed, isUnknown);

  /** Null for a disk that is left out. */
  function placeOf(file: StorwareBackupFile): { guid: string; uuid: string | null } | null {
    if (storage.kind === 'one') return storage.storage;
    if (storage.kind === 'original') return { guid: file.disk?.originalStorage?.guid ?? '', uuid: file.storageId };
    const disk = storage.disks.find(({ fileGuid }) => fileGuid === file.guid);
    return disk?.excluded ? null : (disk?.storage ?? null);
  }
}

/** A disk that is sent by name to where it was is in no other case than one that is kept there. */
function isWhereItWas({ disk, storageId }: StorwareBackupFile, place: { guid: string; uuid: string | null }): boolean {
  return disk?.originalStorage?.guid === place.guid || (storageId !== null && storageId === place.uuid);
}

function verdict(needed: ReadonlyMap<StorwareStorage, number | null>, isUnknown: boolean): PreflightCheck {
  for (const [{ name, freeBytes }, bytes] of needed) {
    if (bytes === null || freeBytes === null || bytes <= freeBytes) continue;
    return {
      id,
      state: 'BLOCKED',
      message: `${name} has ${gigabytes(freeBytes)} free, and ${gigabytes(bytes)} are needed.`,
      nextStep: 'Choose another storage, or ask your provider for space.',
    };
  }
  if (isUnknown || [...needed].some(([{ freeBytes }, bytes]) => bytes === null || freeBytes === null)) {
    return {
      id,
      state: 'WARNING',
      message: 'It is not known whether there is enough space.',
      nextStep: 'You can go on; the restore fails if there is too little.',
    };
  }
  return { id, state: 'OK', message: 'There is enough space.', nextStep: null };
}

function gigabytes(bytes: number): string {
  const value = bytes / 1024 ** 3;
  return `${value >= 10 || value === 0 ? Math.round(value) : value.toFixed(1)} GB`;
}
