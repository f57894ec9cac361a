import 'server-only';
import { db } from '@/lib/db/client';
import { takeNotUnderstood } from '@/lib/storware/wire/not-understood';
import { storableJson } from './storable-json';

/** So many are kept, those that were seen last. */
const mostKept = 200;

/** Stores what this process has met in Storware's answers and not understood since the last time; nothing to store costs nothing. */
export async function storeNotUnderstood(now: Date = new Date()): Promise<void> {
  const taken = takeNotUnderstood();
  if (taken.length === 0) return;
  await db().$executeRaw`
    INSERT INTO "NotUnderstood" AS n (kind, value, "firstSeenAt", "lastSeenAt", count)
    SELECT DISTINCT ON (r.kind, r.value) r.kind, r.value, ${now}, ${now}, r.count
    FROM jsonb_to_recordset(${storableJson(taken)}::jsonb) AS r(kind text, value text, count int) ORDER BY r.kind, r.value
    ON CONFLICT (kind, value) DO UPDATE SET "lastSeenAt" = EXCLUDED."lastSeenAt", count = LEAST(n.count::bigint + EXCLUDED.count, 2000000000)::int`;
  await db().$executeRaw`
    DELETE FROM "NotUnderstood" WHERE (kind, value) IN (SELECT kind, value FROM "NotUnderstood" ORDER BY "lastSeenAt" DESC, kind, value OFFSET ${mostKept})`;
}
