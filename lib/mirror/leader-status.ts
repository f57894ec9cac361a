import 'server-only';
import { processSingleton } from '@/lib/core/process-singleton';
import { db } from '@/lib/db/client';
import { lockSpaces } from '@/lib/db/lock-spaces';

/** The lock that the one sync worker holds; as PostgreSQL's two halves of an advisory key. */
export const leaderLock = { space: lockSpaces.leader, key: 1 } as const;

const namePrefix = 'portal-leader ';
const local = (): { since: Date | null } => processSingleton('leader-status', () => ({ since: null }));

/** The name that the leader's connection gives itself, so that every process can see since when it leads. */
export function leaderApplicationName(since: Date): string {
  return `${namePrefix}${since.toISOString()}`;
}

/** Notes for this process that it leads since then, or no longer. */
export function noteLeadership(since: Date | null): void {
  local().since = since;
}

/** Since when some process leads (null: none does), and whether it is this one. */
export async function readLeader(): Promise<{ since: Date | null; here: boolean }> {
  const rows = await db().$queryRaw<{ name: string }[]>`
    SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ${leaderLock.space}::int::oid AND l.objid = ${leaderLock.key}::int::oid AND l.objsubid = 2
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  const here = local().since !== null;
  const name = rows[0]?.name;
  const since = name?.startsWith(namePrefix) ? new Date(name.slice(namePrefix.length)) : null;
  return { since: since !== null && !Number.isNaN(since.getTime()) ? since : null, here: here && rows.length > 0 };
}
