import type { PreflightCheck } from '@/lib/contracts/restore';
import type { ServerText } from '@/lib/contracts/server-text';
import { insideText, say } from '@/lib/core/say';
import type { GivenText } from '@/lib/core/say';
import { restorableOf } from '@/lib/mirror/backups/settle-machines';
import type { StoredLocation } from '@/lib/mirror/stored-json';
import type { RestorePoint } from '@/lib/storware/authorized/restore-choices';
import type { StorwareBackup } from '@/lib/storware/model/backup';
import type { ChosenImport } from './choose-import';
import { checked } from './checked';
import type { NameConflicts } from './name-conflicts';

const id = 'name';
const otherName = say('restore.check.otherName');

/**
 * Checks whether the name can be used, or which machines would be overwritten. Must not reveal that another tenant's
 * machine has the name: such a machine changes nothing, except that overwriting is refused without a reason. Pure.
 */
export function checkName({ name, needs, overwrite }: ChosenImport, nameConflicts: NameConflicts): PreflightCheck {
  const { own, busy, isTakenByOthers: hasForeign, isPendingCreation, inventory } = nameConflicts;
  const blocked = (message: ServerText, nextStep: ServerText | null = otherName): PreflightCheck =>
    checked(id, 'BLOCKED', message, nextStep);
  if (isPendingCreation && !needs.equalNames)
    return blocked(say('restore.check.namePending', { name }), say('restore.check.waitOrOtherName'));
  if (overwrite) {
    // Where the tenant has no machine of this name, a refusal would only reveal that another tenant has one.
    if (hasForeign && own.length > 0) return blocked(say('restore.check.cannotOverwrite'), null);
    if (busy.length > 0)
      return blocked(
        say('restore.check.workOnDeleted', { machines: busy.map((one) => one.name).join(', ') }),
        say('restore.check.waitOrOtherName'),
      );
    if (own.length > 0 && inventory === null)
      return blocked(say('restore.check.deletedUncertain'), say('restore.check.againOrOtherName'));
    if (own.length > 0)
      return checked(
        id,
        'WARNING',
        say('restore.check.willDelete', { count: own.length, name }),
        say('restore.check.nothingNeeded'),
      );
  } else if (own.length > 0) {
    const taken = { count: own.length, name };
    return needs.equalNames
      ? checked(id, 'WARNING', say('restore.check.nameTakenBoth', taken), say('restore.check.tellApart'))
      : blocked(say('restore.check.nameTaken', taken), say('restore.check.otherNameOrOverwrite'));
  }
  if (isPendingCreation)
    return checked(id, 'WARNING', say('restore.check.namePendingBoth', { name }), say('restore.check.tellApart'));
  return checked(id, 'OK', say(overwrite ? 'restore.check.nothingOverwritten' : 'restore.check.nameFree', { name }));
}

/** Checks how reliable the list of machines to overwrite is. Null when the restore does not overwrite. Pure. */
export function checkInventory(
  { overwrite }: ChosenImport,
  { inventory, unread }: NameConflicts,
): PreflightCheck | null {
  if (!overwrite) return null;
  const check = 'inventory';
  if (inventory?.by === 'PLATFORM') return checked(check, 'OK', say('restore.check.inventoryRead'));
  if (inventory?.by === 'SERVER')
    return checked(check, 'WARNING', say('restore.check.inventoryOld'), say('restore.check.noOtherMade'));
  if (unread === 'BUSY')
    return checked(check, 'BLOCKED', say('restore.check.inventoryBusy'), say('restore.check.lookAgain'));
  return checked(check, 'BLOCKED', say('restore.check.inventoryUnread'), say('restore.check.laterOrOtherName'));
}

const another = say('restore.check.otherPoint');

/** Checks that the recovery point and the requested copy still exist. `point` is null when the server no longer has it. Pure. */
export function checkPoint(point: RestorePoint | null, copy: StoredLocation | null): PreflightCheck {
  const id = 'point';
  if (!point) return checked(id, 'BLOCKED', say('restore.check.pointGone'), another);
  const reason = ownReason(point.backup);
  if (reason !== null)
    return checked(id, 'BLOCKED', say('restore.check.pointBroken', { reason: insideText(reason) }), another);
  if (copy && point.backup.locations.find(({ guid }) => guid === copy.guid)?.status !== 'PRESENT') {
    return checked(
      id,
      'BLOCKED',
      say('restore.check.copyGone', { destination: copy.destinationName ?? say('restore.check.thisDestination').ref }),
      say('restore.check.otherCopy'),
    );
  }
  return checked(id, 'OK', say('restore.check.pointThere'));
}

/** Checks that all recovery points that an incremental one depends on still exist. Pure. */
export function checkChain({ backup, siblings }: RestorePoint): PreflightCheck {
  const id = 'chain';
  if (backup.type !== 'INCREMENTAL' || backup.parentGuid === null)
    return checked(id, 'OK', say('restore.check.needsNoOther'));
  const all = [...siblings.filter(({ guid }) => guid !== backup.guid), backup];
  const parent = restorableOf(all.map(asInput)).get(backup.parentGuid);
  if (parent?.restorable) return checked(id, 'OK', say('restore.check.chainThere'));
  return checked(id, 'BLOCKED', say('restore.check.chainBroken'), say('restore.check.fullOrComplete'));
}

function ownReason(backup: StorwareBackup): GivenText | null {
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
