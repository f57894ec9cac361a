import 'server-only';
import { db } from '@/lib/db/client';
import { announcingMachines } from './announcing-machines';
import { inChunks } from './in-chunks';
import { judgeMachines } from './judge-machines';
import { chunkSize, mirrorTransaction } from './mirror-transaction';
import { loadPolicyOutlooks } from './policy-outlook';

/**
 * Works out protection and next run again for machines of the named policies, and for those whose next run, or the end of whose first run's window, has come.
 * Answers how many were looked at.
 */
export async function rejudgeMachines(policyGuids: readonly string[] = []): Promise<number> {
  const now = new Date();
  const due = await db().$queryRaw<{ guid: string }[]>`
    SELECT guid FROM "MirrorMachine" WHERE "nextRunAt" <= ${now} OR "pendingUntil" < ${now} OR "policyGuid" = ANY(${[...policyGuids]}::text[])`;
  await rejudgeTheseMachines(due.map(({ guid }) => guid));
  return due.length;
}

/** Works out protection and next run of these machines again. */
export async function rejudgeTheseMachines(guids: readonly string[]): Promise<void> {
  if (guids.length === 0) return;
  const now = new Date();
  const outlooks = await loadPolicyOutlooks(db(), now);
  for (const some of inChunks([...guids].sort(), chunkSize)) {
    await mirrorTransaction((tx) => announcingMachines(tx, some, () => judgeMachines(tx, some, outlooks, now)));
  }
}
