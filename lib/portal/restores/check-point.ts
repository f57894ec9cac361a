import type { PreflightCheck } from '@/lib/contracts/restore';
import { restorableOf } from '@/lib/mirror/restorable-of';
import type { StoredLocation } from '@/lib/mirror/stored-json';
import type { RestorePoint } from '@/lib/storware/authorized/restore-choices';
import type { StorwareBackup } from '@/lib/storware/model/backup';

const another = 'Choose another recovery point.';

/** Whether the point, and the copy that was asked for, are still there. Null is a point that the server no longer has. Pure. */
export function checkPoint(point: RestorePoint | null, copy: StoredLocation | null): PreflightCheck {
  const id = 'point';
  if (!point) return { id, state: 'BLOCKED', message: 'This recovery point no longer exists.', nextStep: another };
  const reason = ownReason(point.backup);
  if (reason !== null) return { id, state: 'BLOCKED', message: reason, nextStep: another };
  if (copy && point.backup.locations.find(({ guid }) => guid === copy.guid)?.status !== 'PRESENT') {
    return {
      id,
      state: 'BLOCKED',
      message: `The copy in ${copy.destinationName ?? 'this destination'} is no longer there.`,
      nextStep: 'Choose another copy.',
    };
  }
  return { id, state: 'OK', message: 'The recovery point is there.', nextStep: null };
}

/** Whether everything that an incremental point builds on is there. Pure. */
export function checkChain({ backup, siblings }: RestorePoint): PreflightCheck {
  const id = 'chain';
  if (backup.type !== 'INCREMENTAL' || backup.parentGuid === null)
    return { id, state: 'OK', message: 'It needs no other recovery point.', nextStep: null };
  const all = [...siblings.filter(({ guid }) => guid !== backup.guid), backup];
  const parent = restorableOf(all.map(asInput)).get(backup.parentGuid);
  if (parent?.restorable)
    return { id, state: 'OK', message: 'All recovery points that it builds on are there.', nextStep: null };
  return {
    id,
    state: 'BLOCKED',
    message: 'A recovery point that it builds on is missing.',
    nextStep: 'Choose a full recovery point, or one whose chain is complete.',
  };
}

function ownReason(backup: StorwareBackup): string | null {
  return restorableOf([{ ...asInput(backup), parentGuid: null }]).get(backup.guid)?.reason ?? null;
}

function asInput({ guid, status, type, parentGuid, locations }: StorwareBackup) {
  return {
    guid,
    status,
    type: type ?? 'FULL',
    parentGuid,
    locations: locations.map((copy) => ({ status: copy.status, destinationGuid: copy.destination?.guid ?? null })),
  };
}
