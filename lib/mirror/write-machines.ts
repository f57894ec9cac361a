import 'server-only';
import { db } from '@/lib/db/client';
import type { StorwareMachine } from '@/lib/storware/model/machine';
import { findMachineUnscoped } from '@/lib/storware/unscoped';
import { announcingMachines } from './announcing-machines';
import { inChunks } from './in-chunks';
import { judgeMachines } from './judge-machines';
import { machineRow, writeMachineRows } from './machine-row';
import type { MachineRow } from './machine-row';
import { chunkSize, mirrorTransaction } from './mirror-transaction';
import { loadPolicyOutlooks } from './policy-outlook';
import type { PolicyOutlook } from './policy-outlook';

/** Writes machines that are new or differ, as read at `askedAt`, with what follows from them and the news of it. */
export async function writeMachines(
  changed: readonly MachineRow[],
  outlooks: ReadonlyMap<string, PolicyOutlook>,
  askedAt: Date,
): Promise<void> {
  for (const rows of inChunks(changed, chunkSize)) {
    const guids = rows.map(({ guid }) => guid);
    await mirrorTransaction((tx) =>
      announcingMachines(tx, guids, async () => {
        await writeMachineRows(tx, rows, askedAt);
        await judgeMachines(tx, guids, outlooks, askedAt);
      }),
    );
  }
}

/** Mirrors a single machine that no list has named yet, once Storware knows it. Answers whether it does. Throws AppError `upstream_*`. */
export async function adoptMachine(guid: string, signal?: AbortSignal): Promise<boolean> {
  const askedAt = new Date();
  const machine: StorwareMachine | null = await findMachineUnscoped(guid, { signal });
  if (machine === null) return false;
  await writeMachines([machineRow(machine)], await loadPolicyOutlooks(db(), askedAt), askedAt);
  return true;
}
