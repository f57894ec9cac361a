import * as z from 'zod';
import type { PreflightCheck } from '@/lib/contracts/restore';
import type { TextRef } from '@/lib/contracts/server-text';
import { insideText, say } from '@/lib/core/say';
import { StoredDisk } from '@/lib/mirror/stored-json';
import { placeText } from '@/lib/portal/scope/entitled-places';
import type { RestoreChoices, RestorePoint } from '@/lib/storware/authorized/restore-choices';
import type { StorwareBackupFile, StorwareNetworkCard } from '@/lib/storware/model/backup';
import type { StorwareStorage } from '@/lib/storware/model/inventory';
import { checked } from './checked';
import type { ChosenImport } from './choose-import';
import type { Chosen, ChosenNode } from './choose-places';
import type { RestorePlan } from './plan-restore';
import { targetText } from './target-choices';

const again = say('restore.check.goBack');

/** Checks that the server offers the chosen target, cluster, project and flavor. `choices` is null when it does not offer the target. Pure. */
export function checkTarget(chosen: Chosen, point: RestorePoint, choices: RestoreChoices | null): PreflightCheck {
  const { where } = chosen;
  if (where.mode === 'FILE_SYSTEM') return checkNode(where, point);
  const id = 'target';
  if (!choices)
    return checked(
      id,
      'BLOCKED',
      say('restore.check.targetCannot', { target: insideText(placeText(where.target)) }),
      say('restore.check.otherTarget'),
    );
  const lost = lostParts(where, choices);
  if (lost.length > 0) return checked(id, 'BLOCKED', say('restore.check.partsGone', { parts: lost.join(', ') }), again);
  return checked(id, 'OK', say('restore.check.targetCan', { target: targetText(chosen).ref }));
}

function checkNode({ node }: ChosenNode, { nodes }: RestorePoint): PreflightCheck {
  const id = 'target';
  const live = nodes?.find(({ guid }) => guid === node.guid);
  if (nodes === null)
    return checked(id, 'WARNING', say('restore.check.nodesUnknown'), say('restore.check.failsIfNode'));
  if (!live)
    return checked(id, 'BLOCKED', say('restore.check.nodeCannot', { node: node.name }), say('restore.check.otherNode'));
  if (live.state === 'OFFLINE')
    return checked(
      id,
      'BLOCKED',
      say('restore.check.nodeOff', { node: node.name }),
      say('restore.check.otherNodeOrLater'),
    );
  return checked(id, 'OK', say('restore.check.nodeCan', { node: node.name }));
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
    return checked(id, 'WARNING', say('restore.check.networksUnknown'), say('restore.check.connectAfterwards'));
  const live = new Set(choices.networks.map(({ guid }) => guid));
  const chosen = plan?.kind === 'import' && 'networks' in plan.request ? plan.request.networks : null;
  if (chosen) {
    if (chosen.every(({ networkGuid }) => live.has(networkGuid)))
      return checked(id, 'OK', say('restore.check.networksThere'));
    return checked(id, 'BLOCKED', say('restore.check.networkClosed'), again);
  }
  if (cards === null) return checked(id, 'OK', say('restore.check.networksKept'));
  const stray = cards.filter(({ network }) => network === null || !live.has(network.guid));
  if (stray.length === 0)
    return checked(id, 'OK', say(cards.length === 0 ? 'restore.check.noCards' : 'restore.check.oldNetworksThere'));
  return checked(
    id,
    'WARNING',
    say('restore.check.networksStray', { count: stray.length }),
    say('restore.check.chooseNetworks'),
  );
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
  if (files === null || storages === null) return spaceCheck(new Map(), true);
  const { storage } = plan.request;
  const isNamed = storage.kind !== 'original';
  const needed = new Map<StorwareStorage, number | null>();
  let isUnknown = false;
  for (const file of files) {
    const place = placeOf(file);
    if (place === null) continue;
    const live = storages.find(({ uuid, guid }) => guid === place.guid || (uuid !== null && uuid === place.uuid));
    if (!live && isNamed && !isWhereItWas(file, place))
      return checked(spaceId, 'BLOCKED', say('restore.check.storageGone'), say('restore.check.otherStorageBack'));
    if (!live) isUnknown = true;
    else {
      const sum = needed.get(live) ?? 0;
      const size = sizeOf(file);
      needed.set(live, size === null || needed.get(live) === null ? null : sum + size);
    }
  }
  return spaceCheck(needed, isUnknown);

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

function spaceCheck(needed: ReadonlyMap<StorwareStorage, number | null>, isUnknown: boolean): PreflightCheck {
  for (const [{ name, freeBytes }, bytes] of needed) {
    if (bytes === null || freeBytes === null || bytes <= freeBytes) continue;
    return checked(
      spaceId,
      'BLOCKED',
      say('restore.check.spaceShort', { storage: name, free: gigabytes(freeBytes), needed: gigabytes(bytes) }),
      say('restore.check.otherStorage'),
    );
  }
  if (isUnknown || [...needed].some(([{ freeBytes }, bytes]) => bytes === null || freeBytes === null)) {
    return checked(spaceId, 'WARNING', say('restore.check.spaceUnknown'), say('restore.check.failsIfLittle'));
  }
  return checked(spaceId, 'OK', say('restore.check.spaceEnough'));
}

function gigabytes(bytes: number): TextRef {
  const value = bytes / 1024 ** 3;
  const shown = value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
  return say('restore.check.gigabytes', { value: shown }).ref;
}
