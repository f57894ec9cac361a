import type { PreflightCheck } from '@/lib/contracts/restore';
import { restorableOf } from '@/lib/mirror/backups/settle-machines';
import type { StoredLocation } from '@/lib/mirror/stored-json';
import type { RestorePoint } from '@/lib/storware/authorized/restore-choices';
import type { StorwareBackup } from '@/lib/storware/model/backup';
import type { ChosenImport } from './choose-import';
import type { NameConflicts } from './name-conflicts';

const id = 'name';
const otherName = 'Choose another name.';

/**
 * Checks whether the name can be used, or which machines would be overwritten. Must not reveal that another tenant's
 * machine has the name: such a machine changes nothing, except that overwriting is refused without a reason. Pure.
 */
export function checkName({ name, needs, overwrite }: ChosenImport, nameConflicts: NameConflicts): PreflightCheck {
  const { own, busy, hasForeign, isPendingCreation, inventory } = nameConflicts;
  const blocked = (message: string, nextStep: string | null = otherName): PreflightCheck => ({
    id,
    state: 'BLOCKED',
    message,
    nextStep,
  });
  if (isPendingCreation && !needs.equalNames)
    return blocked(
      `Another restore to the name ${name} is under way at this target.`,
      'Wait for it to end, or choose another name.',
    );
  if (overwrite) {
    // Where the tenant has no machine of this name, a refusal would only reveal that another tenant has one.
    if (hasForeign && own.length > 0)
      return blocked('Overwriting is not possible with this name at this target. Choose another name.', null);
    if (busy.length > 0)
      return blocked(
        `Work is running on ${busy.map((one) => one.name).join(', ')}, which would be deleted.`,
        'Wait for it to end, or choose another name.',
      );
    if (own.length > 0 && inventory === null)
      return blocked(
        'It is not certain which machines would be deleted: the inventory could not be read now.',
        'Try again in a moment, or choose another name.',
      );
    if (own.length > 0)
      return {
        id,
        state: 'WARNING',
        message: `${own.length === 1 ? 'The machine' : `${own.length} machines`} of the name ${name} will be deleted.`,
        nextStep: 'Make sure that nothing on it is needed.',
      };
  } else if (own.length > 0) {
    const message = `You already have ${own.length === 1 ? 'a machine' : `${own.length} machines`} of the name ${name} at this target.`;
    return needs.equalNames
      ? {
          id,
          state: 'WARNING',
          message: `${message} Both will exist.`,
          nextStep: 'Choose another name to tell them apart.',
        }
      : blocked(message, 'Choose another name, or overwrite it.');
  }
  if (isPendingCreation)
    return {
      id,
      state: 'WARNING',
      message: `Another restore to the name ${name} is under way. Both machines will exist.`,
      nextStep: 'Choose another name to tell them apart.',
    };
  return {
    id,
    state: 'OK',
    message: overwrite
      ? `You have no machine of the name ${name} there: nothing is overwritten.`
      : `The name ${name} can be used.`,
    nextStep: null,
  };
}

/** Checks how reliable the list of machines to overwrite is. Null when the restore does not overwrite. Pure. */
export function checkInventory(
  { overwrite }: ChosenImport,
  { inventory, unread }: NameConflicts,
): PreflightCheck | null {
  if (!overwrite) return null;
  const check = 'inventory';
  if (inventory?.by === 'PLATFORM')
    return { id: check, state: 'OK', message: 'The machines at the target were read for this report.', nextStep: null };
  if (inventory?.by === 'SERVER')
    return {
      id: check,
      state: 'WARNING',
      message:
        'The backup system can’t look at the platform on request: which machines are there is what it knew last.',
      nextStep: 'Make sure that no other machine of this name was made since.',
    };
  if (unread === 'BUSY')
    return {
      id: check,
      state: 'BLOCKED',
      message: 'The machines at the target are still being read.',
      nextStep: 'Look again in a moment. Nothing was started.',
    };
  return {
    id: check,
    state: 'BLOCKED',
    message: 'The machines at the target can’t be read now, and nothing is overwritten unseen.',
    nextStep: 'Try again in a few minutes, or restore under another name.',
  };
}

const another = 'Choose another recovery point.';

/** Checks that the recovery point and the requested copy still exist. `point` is null when the server no longer has it. Pure. */
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

/** Checks that all recovery points that an incremental one depends on still exist. Pure. */
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
