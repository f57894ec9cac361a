import 'server-only';
import { db } from '@/lib/db/client';

/** The tasks that were alive when last seen: one that is missing from a list of live tasks has ended or was purged. */
export async function liveTaskGuids(): Promise<string[]> {
  const rows = await db().operationTask.findMany({
    where: { goneAt: null, state: { notIn: ['FINISHED', 'FAILED', 'CANCELLED'] } },
    select: { guid: true },
  });
  return rows.map((row) => row.guid);
}
