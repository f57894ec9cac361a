import 'server-only';
import { db } from '@/lib/db/client';

/** The tasks that were alive when last seen: one that is missing from a list of live tasks has ended or was purged. */
export async function liveTaskGuids(): Promise<string[]> {
  // Word for word the condition of the index OperationTask_live_idx.
  const rows = await db().$queryRaw<{ guid: string }[]>`
    SELECT guid FROM "OperationTask" WHERE "goneAt" IS NULL AND state NOT IN ('FINISHED', 'FAILED', 'CANCELLED')`;
  return rows.map((row) => row.guid);
}
