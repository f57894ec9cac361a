import pg from 'pg';
import { expect } from '@playwright/test';
import type { PrivateStack } from './private-stack';
import type { TestDb } from './test-db';

/** What the portal tells its processes: that something changed, and what the sync worker is to read. */
const channels = ['portal_change', 'portal_sync'];

/**
 * Runs `work` and expects that it left nothing behind: every row of every table is as it was, no process was told of
 * anything, and not one request reached Storware (with `mayLook`: none but reads and the log-in before the first). For a portal whose sync worker is off, since that asks by itself.
 */
export async function leavingNoTrace<T>({ db, databaseUrl, simulator }: PrivateStack, work: () => Promise<T>, { mayLook = false } = {}): Promise<T> {
  const listener = new pg.Client({ connectionString: databaseUrl });
  const heard: string[] = [];
  listener.on('notification', ({ channel, payload }) => heard.push(`${channel} ${payload ?? ''}`));
  await listener.connect();
  try {
    for (const channel of channels) await listener.query(`LISTEN ${channel}`);
    const { next } = await simulator.control.journal();
    const before = await fingerprints(db);
    const result = await work();
    expect(await fingerprints(db), 'every table is as it was').toEqual(before);
    const { entries } = await simulator.control.journal(next);
    const isReading = ({ method, path }: (typeof entries)[number]): boolean => method === 'GET' || path === '/session/login';
    expect(entries.filter((entry) => !mayLook || !isReading(entry)), 'nothing reached Storware').toEqual([]);
    // Notifications come before the answer of a query that began after their commit.
    await listener.query('SELECT 1');
    expect(heard, 'nobody was told of anything').toEqual([]);
    return result;
  } finally {
    await listener.end();
  }
}

/** A digest of each table. That a session was used is no change: it is noted once a minute, whatever was asked. */
async function fingerprints(db: TestDb): Promise<Record<string, string>> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_%' ORDER BY 1`;
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await db.$queryRawUnsafe<{ digest: string }[]>(
      `SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(r, '|' ORDER BY r)), '') AS digest FROM (SELECT (to_jsonb(t) - 'lastUsedAt')::text AS r FROM "${name}" t) AS rows`,
    );
    digests[name] = row?.digest ?? '';
  }
  return digests;
}
