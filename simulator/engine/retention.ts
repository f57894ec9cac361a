import { isUsable } from '@/simulator/model/backup';
import type { Backup } from '@/simulator/model/backup';
import type { Retention } from '@/simulator/model/policy';
import type { World } from '@/simulator/model/world';

/** Marked to keep, and the mark has not expired. */
function isArchived(backup: Backup, now: number): boolean {
  return backup.locations.some(
    ({ status, retentionHint, archiveExpire }) =>
      status === 'PRESENT' && retentionHint === 'ARCHIVE' && (archiveExpire == null || archiveExpire > now),
  );
}

/** Which backups of one machine in one destination exceed count or age (14.11); `backups` is oldest first. */
export function expiredBackups(
  backups: readonly Backup[],
  retention: Retention,
  now: number,
  sourceExists: boolean,
): Set<Backup> {
  const expired = new Set<Backup>();
  let fulls = 0;
  let incrementals = 0;
  backups.toReversed().forEach((backup, age) => {
    const incremental = backup.type === 'INCREMENTAL';
    const position = incremental ? incrementals++ : fulls++;
    const count = incremental ? retention.keepLastNIncremental : retention.keepLastNFull;
    const newerThan = incremental ? retention.keepIncrementalNewerThanMs : retention.keepFullNewerThanMs;
    const tooMany = count !== null && position >= count;
    const tooOld = newerThan !== null && (backup.snapshotTime ?? 0) < now - newerThan;
    const kept = (age === 0 && retention.keepLastWhenSourceExists && sourceExists) || isArchived(backup, now);
    if ((tooMany || tooOld) && !kept) expired.add(backup);
  });
  return wholeChains(backups, expired);
}

/** Chains are removed only as a whole: a backup stays while one that builds on it stays. */
function wholeChains(backups: readonly Backup[], expired: Set<Backup>): Set<Backup> {
  const byGuid = new Map(backups.map((backup) => [backup.guid, backup]));
  for (const backup of backups.toReversed()) {
    if (expired.has(backup) || backup.parentGuid === null) continue;
    const parent = byGuid.get(backup.parentGuid);
    if (parent !== undefined) expired.delete(parent);
  }
  for (const backup of backups) {
    const parent = backup.parentGuid === null ? undefined : byGuid.get(backup.parentGuid);
    if (parent !== undefined && !expired.has(parent)) expired.delete(backup);
  }
  return expired;
}

/** Deletes the files in one role; without any present file the backup is SUCCESS_REMOVED and keeps its size. */
export function removeFiles(backup: Backup, role: 'PRIMARY' | 'SECONDARY'): void {
  for (const location of backup.locations)
    if (location.role === role && location.status === 'PRESENT') location.status = 'REMOVED';
  if (!isUsable(backup)) backup.status = 'SUCCESS_REMOVED';
}

/**
 * Applies the marks of a machine's backups: marked ones are removed, newest first, unless a remaining backup builds on
 * them; an expired mark to keep is ignored.
 */
function applyMarks(world: World, machineGuid: string, now: number): number {
  let removed = 0;
  const backups = world.backupsOf(machineGuid);
  for (const backup of backups.toReversed()) {
    for (const location of backup.locations) {
      if (location.retentionHint === 'ARCHIVE' && !isArchived(backup, now))
        Object.assign(location, { retentionHint: 'STANDARD_RETENTION', archiveExpire: null });
      if (location.retentionHint !== 'TO_REMOVE' || location.status !== 'PRESENT') continue;
      if (backups.some((other) => other.parentGuid === backup.guid && isUsable(other))) continue;
      removeFiles(backup, location.role);
      removed += 1;
    }
  }
  return removed;
}

/** The daily cleanup over all machines; returns how many backups lost files. */
export function cleanUpBackups(world: World, now: number): number {
  let removed = 0;
  for (const machine of world.machines.values()) {
    removed += applyMarks(world, machine.guid, now);
    const policy = world.policyOf(machine);
    if (policy === undefined || policy.disableCleanOldBackups) continue;
    for (const rule of world.rulesOf(policy)) {
      for (const { role, retention, destinationGuid } of rule.destinations) {
        const here = world
          .backupsOf(machine.guid)
          .filter(
            (backup) =>
              backup.ruleGuid === rule.guid &&
              isUsable(backup) &&
              backup.locations.some(
                (location) =>
                  location.role === role &&
                  location.status === 'PRESENT' &&
                  location.destinationGuid === destinationGuid,
              ),
          );
        for (const backup of expiredBackups(here, retention, now, machine.present)) {
          removeFiles(backup, role);
          removed += 1;
        }
      }
    }
    const snapshot = machine.lastStoredSnapshot;
    const base = snapshot === null ? undefined : world.backups.get(snapshot.backupGuid);
    if (base !== undefined && !isUsable(base)) machine.lastStoredSnapshot = null;
  }
  return removed;
}
