import 'server-only';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import { announcingMachines, chunkSize, inChunks, mirrorTransaction, storableJson } from '@/lib/mirror/mirror-write';
import { evaluateProtection } from './evaluate-protection';
import { machineRow, writeMachineRows } from './machine-row';
import type { MachineRow } from './machine-row';
import { loadSummaryOfMachine, loadPolicySummaries, nameOwnPolicies } from '@/lib/mirror/policies/policy-summary';
import type { PolicySummary } from '@/lib/mirror/policies/policy-summary';
import type { StoredDisk } from '@/lib/mirror/stored-json';
import { recordingSync } from '@/lib/mirror/sync-record';
import { ifOffered } from '@/lib/storware/capability/availability';
import type { StorwareMachine } from '@/lib/storware/model/machine';
import { allMachinePagesUnscoped, findMachineUnscoped, listDisksUnscoped } from '@/lib/storware/unscoped';
import { claimByProject, claimByRestore } from './claims';

type MachineSync = { count: number; broken: number; written: number; deleted: number; claimed: number };

/**
 * Updates the mirror to the machines that Storware lists: writes what is new or differs, and marks as deleted what a
 * whole and consistent list no longer names. Throws AppError `upstream_*`; what was written until then stays.
 */
export function syncMachines(signal?: AbortSignal): Promise<MachineSync> {
  return recordingSync('machines', signal, async (begunAt) => {
    const summaries = await loadPolicySummaries(db(), begunAt);
    const known = await knownMachines();
    const sync: MachineSync = { count: 0, broken: 0, written: 0, deleted: 0, claimed: 0 };
    let complete = false;
    let readStartedAt = begunAt;
    for await (const page of allMachinePagesUnscoped({ signal })) {
      sync.written += await writePage(page.items, known, summaries, readStartedAt);
      readStartedAt = new Date();
      sync.count += page.items.length;
      sync.broken += page.broken;
      complete = page.complete;
    }
    if (complete) sync.deleted = await markDeleted(known, sync.count, summaries, begunAt);
    // Restores first: a machine restored by a tenant is its own, whoever owns the project.
    sync.claimed = (await claimByRestore()) + (await claimByProject());
    if (sync.claimed > 0) await nameOwnPolicies(db(), null);
    return sync;
  });
}

/** By guid; listed machines are removed, so that the rest is missing. */
type Known = Map<string, { contentHash: string; deleted: boolean }>;

async function knownMachines(): Promise<Known> {
  const rows = await db().$queryRaw<{ guid: string; contentHash: string; deleted: boolean }[]>`
    SELECT guid, "contentHash", "deletedAt" IS NOT NULL AS deleted FROM "MirrorMachine"`;
  return new Map(rows.map(({ guid, contentHash, deleted }) => [guid, { contentHash, deleted }]));
}

async function writePage(
  machines: readonly StorwareMachine[],
  known: Known,
  summaries: ReadonlyMap<string, PolicySummary>,
  readStartedAt: Date,
): Promise<number> {
  const changed = machines.map(machineRow).filter((row) => {
    const before = known.get(row.guid);
    known.delete(row.guid);
    return before === undefined || before.deleted || before.contentHash !== row.contentHash;
  });
  await writeMachines(changed, summaries, readStartedAt);
  return changed.length;
}

async function markDeleted(
  missing: Known,
  listed: number,
  summaries: ReadonlyMap<string, PolicySummary>,
  now: Date,
): Promise<number> {
  const gone = [...missing].filter(([, { deleted }]) => !deleted).map(([guid]) => guid);
  if (gone.length > 0 && listed === 0) {
    // An account that has lost a privilege sees an empty inventory, so an empty one is ignored.
    log.error({ module: 'mirror', gone: gone.length }, 'Storware lists no machine at all: kept what is known');
    return 0;
  }
  for (const guids of inChunks(gone, chunkSize)) {
    await mirrorTransaction((tx) =>
      announcingMachines(tx, guids, async () => {
        await tx.mirrorMachine.updateMany({ where: { guid: { in: guids } }, data: { deletedAt: now, present: false } });
        await evaluateProtection(tx, guids, summaries, now);
      }),
    );
  }
  return gone.length;
}

/**
 * Reads one mirrored machine with its tags, and its disks where the server lists them. Returns false for one that is
 * not mirrored, or that Storware does not know (only a whole list deletes it). Throws AppError `upstream_*`.
 */
export async function syncMachine(guid: string, signal?: AbortSignal): Promise<boolean> {
  const begunAt = new Date();
  if ((await db().mirrorMachine.count({ where: { guid } })) === 0) return false;
  const machine = await findMachineUnscoped(guid, { signal });
  if (machine === null || machine.guid !== guid) return false;
  // Known disks stay where they can't be read.
  const listed = await ifOffered(() => listDisksUnscoped(guid, { signal }));
  const disks = listed?.items
    .filter((disk) => disk.present)
    .map(({ guid: diskGuid, name, sizeBytes, excludedFromBackup, supported }): StoredDisk => ({
      guid: diskGuid,
      name,
      sizeBytes,
      excluded: excludedFromBackup,
      supported,
    }));
  await mirrorTransaction((tx) =>
    announcingMachines(tx, [guid], async () => {
      await writeMachineRows(tx, [machineRow(machine)], begunAt);
      // A list of disks with an unreadable element would hide a disk: the former list stays.
      const known = disks && listed?.broken === 0 ? storableJson(disks) : null;
      await tx.$executeRaw`
        UPDATE "MirrorMachine" SET tags = ARRAY(SELECT jsonb_array_elements_text(${storableJson(machine.tags)}::jsonb)),
          disks = COALESCE(${known}::jsonb, disks), "detailsAt" = GREATEST("detailsAt", ${begunAt}) WHERE guid = ${guid}`;
      await evaluateProtection(tx, [guid], await loadSummaryOfMachine(tx, guid, begunAt), begunAt);
    }),
  );
  return true;
}

/** Writes machines that are new or differ, as read at `readStartedAt`, with the derived data and change events. */
async function writeMachines(
  changed: readonly MachineRow[],
  summaries: ReadonlyMap<string, PolicySummary>,
  readStartedAt: Date,
): Promise<void> {
  for (const rows of inChunks(changed, chunkSize)) {
    const guids = rows.map(({ guid }) => guid);
    await mirrorTransaction((tx) =>
      announcingMachines(tx, guids, async () => {
        await writeMachineRows(tx, rows, readStartedAt);
        await evaluateProtection(tx, guids, summaries, readStartedAt);
      }),
    );
  }
}

/**
 * Mirrors a single machine that no list has named yet, once Storware knows it. Returns whether it does. Throws AppError
 * `upstream_*`.
 */
export async function syncNewMachine(guid: string, signal?: AbortSignal): Promise<boolean> {
  const readStartedAt = new Date();
  const machine: StorwareMachine | null = await findMachineUnscoped(guid, { signal });
  if (machine === null) return false;
  await writeMachines([machineRow(machine)], await loadPolicySummaries(db(), readStartedAt), readStartedAt);
  return true;
}
