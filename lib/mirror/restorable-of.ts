/** What of a backup decides whether it can be restored. */
export type RestorableInput = {
  readonly guid: string;
  readonly status: string;
  readonly type: string;
  readonly parentGuid: string | null;
  /** In Storware's words (12.5). `destinationGuid` is null when the server names no place for the copy. */
  readonly locations: readonly { readonly status: string; readonly destinationGuid: string | null }[];
};

/** `isUnclear`: not known to be restorable, and not known not to be. */
export type Restorable = { readonly restorable: boolean; readonly isUnclear: boolean; readonly reason: string | null };

type Judged = Restorable & {
  /** Why the first link of its chain that is at fault is so; null where it is itself. */ readonly link: string | null;
};

const yes: Judged = { restorable: true, isUnclear: false, reason: null, link: null };
const good: ReadonlySet<string> = new Set(['SUCCESS', 'PARTIAL_SUCCESS']);
const copyStatuses: ReadonlySet<string> = new Set(['PRESENT', 'IN_PROGRESS', 'FAILED', 'REMOVED']);
/** Those that need no other backup (STORWARE_API.md 12.9). */
const whole: ReadonlySet<string> = new Set(['FULL', 'SYNTHETIC']);

/**
 * Whether each backup of one machine can be restored, and the reason in a tenant's words where it can't: it must have
 * succeeded, a copy must be present in a destination that exists, and so must every predecessor of an incremental
 * (STORWARE_API.md 14.2). A word that the portal does not know counts as nothing good. `isPlace` tells of a destination whether it exists. Pure.
 */
export function restorableOf(
  backups: readonly RestorableInput[],
  isPlace: (destinationGuid: string) => boolean = () => true,
): Map<string, Restorable> {
  const byGuid = new Map(backups.map((backup) => [backup.guid, backup]));
  const judged = new Map<string, Judged>();
  for (const backup of backups) settleChain(backup, byGuid, judged, isPlace);
  return new Map(
    [...judged].map(([guid, { restorable, isUnclear, reason }]) => [guid, { restorable, isUnclear, reason }]),
  );
}

/** Walks to the oldest undecided predecessor and back, without recursion: chains may be long. */
function settleChain(
  start: RestorableInput,
  byGuid: ReadonlyMap<string, RestorableInput>,
  judged: Map<string, Judged>,
  isPlace: (guid: string) => boolean,
): void {
  const path: RestorableInput[] = [];
  const onPath = new Set<string>();
  for (
    let at: RestorableInput | undefined = start;
    at && !judged.has(at.guid);
    at = at.parentGuid === null ? undefined : byGuid.get(at.parentGuid)
  ) {
    if (onPath.has(at.guid)) break;
    onPath.add(at.guid);
    path.push(at);
  }
  for (const backup of path.reverse())
    judged.set(backup.guid, ownAnswer(backup, isPlace) ?? chainAnswer(backup, judged));
}

function ownAnswer({ status, locations }: RestorableInput, isPlace: (guid: string) => boolean): Judged | null {
  if (status === 'QUEUED' || status === 'INPROGRESS') return no('It is still being made.');
  if (status === 'FAILED') return no('This backup failed.');
  if (status === 'SUCCESS_REMOVED') return no('Its data has been removed by retention.');
  if (!good.has(status)) return unclear(`The portal does not understand its status (${safeWord(status)}).`);
  const present = locations.filter((copy) => copy.status === 'PRESENT');
  if (present.some(({ destinationGuid }) => destinationGuid !== null && isPlace(destinationGuid))) return null;
  if (present.length > 0) return no('The backup destination that held it is gone.');
  if (locations.length === 0) return unclear('It is not known where its data is.');
  const strange = locations.find((copy) => !copyStatuses.has(copy.status));
  if (strange) return unclear(`The portal does not understand the state of its copy (${safeWord(strange.status)}).`);
  if (locations.some((copy) => copy.status === 'IN_PROGRESS')) return no('Its copy is still being stored.');
  return no(
    locations.some((copy) => copy.status === 'REMOVED')
      ? 'Its data has been removed by retention.'
      : 'No copy of it is usable.',
  );
}

function chainAnswer({ type, parentGuid }: RestorableInput, judged: ReadonlyMap<string, Judged>): Judged {
  if (whole.has(type)) return yes;
  if (type !== 'INCREMENTAL' && type !== 'SYNCHRONIZATION')
    return unclear(`The portal does not understand what kind of backup it is (${safeWord(type)}).`);
  if (parentGuid === null) return yes;
  const parent = judged.get(parentGuid);
  if (parent?.restorable) return yes;
  const link = parent ? (parent.link ?? parent.reason) : null;
  const why =
    link === null ? 'the backup system no longer has it.' : `${link.slice(0, 1).toLowerCase()}${link.slice(1)}`;
  return {
    restorable: false,
    isUnclear: parent?.isUnclear ?? false,
    reason: `A recovery point that it builds on is missing: ${why}`,
    link,
  };
}

function no(reason: string): Judged {
  return { restorable: false, isUnclear: false, reason, link: null };
}

function unclear(reason: string): Judged {
  return { restorable: false, isUnclear: true, reason, link: null };
}

/** A word of the server's own in a text for people: short, and without anything that a screen could act on. */
export function safeWord(word: string): string {
  return word.replace(/[^\p{L}\p{N} _.-]/gu, '').slice(0, 40) || 'no word';
}
