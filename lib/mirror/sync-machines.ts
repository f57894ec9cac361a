import 'server-only';
import { log } from '@/lib/core/log';
import { db } from '@/lib/db/client';
import type { StorwareMachine } from '@/lib/storware/model/machine';
import { everyMachinePagesUnscoped } from '@/lib/storware/unscoped';
import { announcingMachines } from './announcing-machines';
import { claimByProject } from './claim-by-project';
import { claimByRestore } from './claim-by-restore';
import { inChunks } from './in-chunks';
import { judgeMachines } from './judge-machines';
import { machineRow } from './machine-row';
import { chunkSize, mirrorTransaction } from './mirror-transaction';
import { nameOwnPolicies } from './own-policy-names';
import { loadPolicyOutlooks } from './policy-outlook';
import type { PolicyOutlook } from './policy-outlook';
import { recordingSync } from './sync-record';
import { writeMachines } from './write-machines';

export type MachineSync = { count: number; broken: number; written: number; deleted: number; claimed: number };

/**
 * Brings the mirror's machines up to what Storware lists now: writes what is new or differs, and marks as deleted what
 * a whole and consistent list no longer names. Throws AppError `upstream_*`; what was written until then stays.
 */
export function syncMachines(signal?: AbortSignal): Promise<MachineSync> {
  return recordingSync('machines', signal, async (begunAt) => {
    const outlooks = await loadPolicyOutlooks(db(), begunAt);
    const known = await knownMachines();
    const sync: MachineSync = { count: 0, broken: 0, written: 0, deleted: 0, claimed: 0 };
    let complete = false;
    let askedAt = begunAt;
    for await (const page of everyMachinePagesUnscoped({ signal })) {
      sync.written += await writePage(page.items, known, outlooks, askedAt);
      askedAt = new Date();
      sync.count += page.items.length;
      sync.broken += page.broken;
      complete = page.complete;
    }
    if (complete) sync.deleted = await markDeleted(known, sync.count, outlooks, begunAt);
    // Restores first: what a tenant restored into a project is its own, whoever else the project names.
    sync.claimed = (await claimByRestore()) + (await claimByProject());
    if (sync.claimed > 0) await nameOwnPolicies(db(), null);
    return sync;
  });
}

/** By guid; what a page names is taken out, so that the rest is what is missing. */
type Known = Map<string, { contentHash: string; deleted: boolean }>;

async function knownMachines(): Promise<Known> {
  const rows = await db().$queryRaw<{ guid: string; contentHash: string; deleted: boolean }[]>`
    SELECT guid, "contentHash", "deletedAt" IS NOT NULL AS deleted FROM "MirrorMachine"`;
  return new Map(rows.map(({ guid, contentHash, deleted }) => [guid, { contentHash, deleted }]));
}

async function writePage(
  machines: readonly StorwareMachine[],
  known: Known,
  outlooks: ReadonlyMap<string, PolicyOutlook>,
  askedAt: Date,
): Promise<number> {
  const changed = machines.map(machineRow).filter((row) => {
    const before = known.get(row.guid);
    known.delete(row.guid);
    return before === undefined || before.deleted || before.contentHash !== row.contentHash;
  });
  await writeMachines(changed, outlooks, askedAt);
  return changed.length;
}

async function markDeleted(
  missing: Known,
  listed: number,
  outlooks: ReadonlyMap<string, PolicyOutlook>,
  now: Date,
): Promise<number> {
  const gone = [...missing].filter(([, { deleted }]) => !deleted).map(([guid]) => guid);
  if (gone.length > 0 && listed === 0) {
    // An account that has lost a privilege sees an empty inventory; a provider without a single machine is no provider.
    log.error({ room: 'mirror', gone: gone.length }, 'Storware lists no machine at all: kept what is known');
    return 0;
  }
  for (const guids of inChunks(gone, chunkSize)) {
    await mirrorTransaction((tx) =>
      announcingMachines(tx, guids, async () => {
        await tx.mirrorMachine.updateMany({ where: { guid: { in: guids } }, data: { deletedAt: now, present: false } });
        await judgeMachines(tx, guids, outlooks, now);
      }),
    );
  }
  return gone.length;
}
