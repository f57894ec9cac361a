/** What of a backup decides whether it can be restored. */
export type RestorableInput = {
  readonly guid: string;
  readonly status: string;
  readonly type: string;
  readonly parentGuid: string | null;
  /** In Storware's words (12.5). */
  readonly locations: readonly { readonly status: string }[];
};

export type Restorable = { readonly restorable: boolean; readonly reason: string | null };

const good: ReadonlySet<string> = new Set(['SUCCESS', 'PARTIAL_SUCCESS']);

/**
 * Whether each backup of one machine can be restored, and the reason in a tenant's words where it can't: it must have
 * succeeded, a copy must be present, and so must every predecessor of an incremental (STORWARE_API.md 14.2). Pure.
 */
export function restorableOf(backups: readonly RestorableInput[]): Map<string, Restorable> {
  const byGuid = new Map(backups.map((backup) => [backup.guid, backup]));
  const answers = new Map<string, Restorable>();
  for (const backup of backups) settleChain(backup, byGuid, answers);
  return answers;
}

/** Walks to the oldest undecided predecessor and back, without recursion: chains may be long. */
function settleChain(start: RestorableInput, byGuid: ReadonlyMap<string, RestorableInput>, answers: Map<string, Restorable>): void {
  const path: RestorableInput[] = [];
  const onPath = new Set<string>();
  for (let at: RestorableInput | undefined = start; at && !answers.has(at.guid); at = at.parentGuid === null ? undefined : byGuid.get(at.parentGuid)) {
    if (onPath.has(at.guid)) break;
    onPath.add(at.guid);
    path.push(at);
  }
  for (const backup of path.reverse()) answers.set(backup.guid, ownAnswer(backup) ?? chainAnswer(backup, answers));
}

function ownAnswer({ status, locations }: RestorableInput): Restorable | null {
  if (status === 'QUEUED' || status === 'INPROGRESS') return no('It is still being made.');
  if (status === 'FAILED') return no('This backup failed.');
  if (status === 'SUCCESS_REMOVED') return no('Its data has been removed by retention.');
  if (!good.has(status)) return no('Its state is not known.');
  if (locations.some((copy) => copy.status === 'PRESENT')) return null;
  if (locations.length === 0) return no('It is not known where its data is.');
  if (locations.some((copy) => copy.status === 'IN_PROGRESS')) return no('Its copy is still being stored.');
  return no(locations.some((copy) => copy.status === 'REMOVED') ? 'Its data has been removed by retention.' : 'No copy of it is usable.');
}

function chainAnswer({ type, parentGuid }: RestorableInput, answers: ReadonlyMap<string, Restorable>): Restorable {
  if (type !== 'INCREMENTAL') return { restorable: true, reason: null };
  if (parentGuid === null) return { restorable: true, reason: null };
  const parent = answers.get(parentGuid);
  return parent?.restorable ? { restorable: true, reason: null } : no('A recovery point that it builds on is missing.');
}

function no(reason: string): Restorable {
  return { restorable: false, reason };
}
