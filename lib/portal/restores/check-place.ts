import * as z from 'zod';
import type { PreflightCheck } from '@/lib/contracts/restore';
import { StoredDisk } from '@/lib/mirror/stored-json';
import type { RestoreChoices, RestorePoint } from '@/lib/storware/authorized/restore-choices';
import type { StorwareBackupFile, StorwareNetworkCard } from '@/lib/storware/model/backup';
import type { StorwareStorage } from '@/lib/storware/model/inventory';
import type { ChosenImport } from './choose-import';
import type { Chosen, ChosenNode } from './choose-places';
import type { RestorePlan } from './plan-restore';
import { targetText } from './target-choices';

const again = 'Go back and choose again.';

/** Checks that the server offers the chosen target, cluster, project and flavor. `choices` is null when it does not offer the target. Pure. */
export function checkTarget(chosen: Chosen, point: RestorePoint, choices: RestoreChoices | null): PreflightCheck {
  const { where } = chosen;
  if (where.mode === 'FILE_SYSTEM') return checkNode(where, point);
  const id = 'target';
  if (!choices)
    return {
      id,
      state: 'BLOCKED',
      message: `${where.target.name} can’t take this recovery point now.`,
      nextStep: 'Choose another target, or ask your provider.',
    };
  const lost = lostParts(where, choices);
  if (lost.length > 0)
    return { id, state: 'BLOCKED', message: `No longer there: ${lost.join(', ')}.`, nextStep: again };
  return { id, state: 'OK', message: `${targetText(chosen)} can take it.`, nextStep: null };
}

function checkNode({ node }: ChosenNode, { nodes }: RestorePoint): PreflightCheck {
  const id = 'target';
  const live = nodes?.find(({ guid }) => guid === node.guid);
  if (nodes === null)
    return {
      id,
      state: 'WARNING',
      message: 'The backup system does not tell which of its nodes can take it.',
      nextStep: 'You can go on; the restore fails if this one can’t.',
    };
  if (!live)
    return {
      id,
      state: 'BLOCKED',
      message: `Node ${node.name} can’t read this recovery point.`,
      nextStep: 'Choose another node, or ask your provider.',
    };
  if (live.state === 'OFFLINE')
    return {
      id,
      state: 'BLOCKED',
      message: `Node ${node.name} is not working now.`,
      nextStep: 'Choose another node, or try again later.',
    };
  return { id, state: 'OK', message: `Node ${node.name} can take it.`, nextStep: null };
}

function lostParts({ cluster, project, flavor }: ChosenImport, choices: RestoreChoices): string[] {
  const isLost = (place: { guid: string } | null, among: readonly { guid: string }[] | null): boolean =>
    place !== null && among !== null && !among.some(({ guid }) => guid === place.guid);
  return [
    ...(cluster?.kind === 'CLUSTER' && isLost(cluster, choices.clusters) ? [cluster.name] : []),
    ...(project && isLost(project, choices.projects) ? [project.name] : []),
    ...(flavor && isLost(flavor, choices.flavors) ? [flavor.name] : []),
  ];
}

/** Checks that every network card gets a network of the target. Null where the platform offers no choice of networks. Pure. */
export function checkNetworks(
  { where }: Chosen,
  cards: readonly StorwareNetworkCard[] | null,
  plan: RestorePlan | null,
  choices: RestoreChoices | null,
): PreflightCheck | null {
  if (where.mode !== 'IMPORT' || !where.needs.networks || !choices) return null;
  const id = 'networks';
  if (choices.networks === null)
    return {
      id,
      state: 'WARNING',
      message: 'The backup system does not tell the networks of the target.',
      nextStep: 'You can go on; connect the machine afterwards if it is not on its network.',
    };
  const live = new Set(choices.networks.map(({ guid }) => guid));
  const chosen = plan?.kind === 'import' && 'networks' in plan.request ? plan.request.networks : null;
  if (chosen) {
    if (chosen.every(({ networkGuid }) => live.has(networkGuid)))
      return { id, state: 'OK', message: 'The chosen networks are at the target.', nextStep: null };
    return { id, state: 'BLOCKED', message: 'A chosen network is not open to this target.', nextStep: again };
  }
  if (cards === null)
    return { id, state: 'OK', message: 'The machine keeps the networks that it had.', nextStep: null };
  const stray = cards.filter(({ network }) => network === null || !live.has(network.guid));
  if (stray.length === 0)
    return {
      id,
      state: 'OK',
      message:
        cards.length === 0 ? 'The recovery point has no network cards.' : 'The networks that it had are at the target.',
      nextStep: null,
    };
  return {
    id,
    state: 'WARNING',
    message: `${stray.length === 1 ? 'A network that it had is' : `${stray.length} networks that it had are`} not at this target.`,
    nextStep: 'Choose a network for each network card, or connect the machine afterwards.',
  };
}

const spaceId = 'space';
/** The size of a restored disk in bytes; null when unknown. */
type SizeOf = (file: StorwareBackupFile) => number | null;

/** Takes disk sizes from the machine's record where it has them, because a backup file is smaller than its disk. */
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

/** Checks that the storages have enough free space, as the server reports it now. Null when the request names no storage. Pure. */
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
        id: spaceId,
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

  /** The storage for a disk; null when the disk is not restored. */
  function placeOf(file: StorwareBackupFile): { guid: string; uuid: string | null } | null {
    if (storage.kind === 'one') return storage.storage;
    if (storage.kind === 'original') return { guid: file.disk?.originalStorage?.guid ?? '', uuid: file.storageId };
    const disk = storage.disks.find(({ fileGuid }) => fileGuid === file.guid);
    return disk?.excluded ? null : (disk?.storage ?? null);
  }
}

/** Whether the chosen storage is the original one: naming it must be treated like keeping it. */
function isWhereItWas({ disk, storageId }: StorwareBackupFile, place: { guid: string; uuid: string | null }): boolean {
  return disk?.originalStorage?.guid === place.guid || (storageId !== null && storageId === place.uuid);
}

function verdict(needed: ReadonlyMap<StorwareStorage, number | null>, isUnknown: boolean): PreflightCheck {
  for (const [{ name, freeBytes }, bytes] of needed) {
    if (bytes === null || freeBytes === null || bytes <= freeBytes) continue;
    return {
      id: spaceId,
      state: 'BLOCKED',
      message: `${name} has ${gigabytes(freeBytes)} free, and ${gigabytes(bytes)} are needed.`,
      nextStep: 'Choose another storage, or ask your provider for space.',
    };
  }
  if (isUnknown || [...needed].some(([{ freeBytes }, bytes]) => bytes === null || freeBytes === null)) {
    return {
      id: spaceId,
      state: 'WARNING',
      message: 'It is not known whether there is enough space.',
      nextStep: 'You can go on; the restore fails if there is too little.',
    };
  }
  return { id: spaceId, state: 'OK', message: 'There is enough space.', nextStep: null };
}

function gigabytes(bytes: number): string {
  const value = bytes / 1024 ** 3;
  return `${value >= 10 || value === 0 ? Math.round(value) : value.toFixed(1)} GB`;
}
