import 'server-only';
import { db } from '@/lib/db/client';
import { announcingMachines } from './announcing-machines';
import { inChunks } from './in-chunks';
import { judgeMachines } from './judge-machines';
import { chunkSize, mirrorTransaction } from './mirror-transaction';
import { loadPolicyOutlooks } from './policy-outlook';

/**
 * Works out protection and next run again for machines of the named policies, and for those whose next run has come.
 * Answers how many were looked at.
 */
export async function rejudgeMachines(policyGuids: readonly string[] = []): Promise<number> {
  const now = new Date();
  const outlooks = await loadPolicyOutlooks(db(), now);
  const due = await db().$queryRaw<{ guid: string }[]>`
    SELECT guid FROM "MirrorMachine" WHERE "nextRunAt" <= ${now} OR "policyGuid" = ANY(${[...policyGuids]}::text[]) ORDER BY guid`;
  for (const rows of inChunks(due, chunkSize)) {
    const guids = rows.map(({ guid }) => guid);
    await mirrorTransaction((tx) => announcingMachines(tx, guids, () => judgeMachines(tx, guids, outlooks, now)));
  }
  return due.length;
}
