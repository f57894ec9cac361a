import pg from 'pg';
import { expect } from '@playwright/test';
import type { PrivateStack } from './private-stack';
import type { TestDb } from './test-db';

/** Channels of the portal's notifications: changes, and requests to the sync worker. */
const channels = ['portal_change', 'portal_sync'];

/**
 * Runs `work` and expects no side effects: every row of every table is unchanged, no process was notified, and no
 * request reached Storware (with `mayRead`: only reads and the log-in before the first). For a portal whose sync worker
 * is off.
 */
export async function leavingNoTrace<T>(
  { db, databaseUrl, simulator }: PrivateStack,
  work: () => Promise<T>,
  { mayRead = false } = {},
): Promise<T> {
  const listener = new pg.Client({ connectionString: databaseUrl });
  const notifications: string[] = [];
  listener.on('notification', ({ channel, payload }) => notifications.push(`${channel} ${payload ?? ''}`));
  await listener.connect();
  try {
    await listener.query(channels.map((channel) => `LISTEN ${channel}`).join('; '));
    const { next } = await simulator.control.journal();
    const before = await fingerprints(db, mayRead);
    const result = await work();
    expect(await fingerprints(db, mayRead), 'every table is as it was').toEqual(before);
    const { entries } = await simulator.control.journal(next);
    const isReading = ({ method, path }: (typeof entries)[number]): boolean =>
      method === 'GET' || path === '/session/login';
    expect(
      entries.filter((entry) => !mayRead || !isReading(entry)),
      'nothing reached Storware',
    ).toEqual([]);
    // Notifications come before the response to a query that began after their commit.
    await listener.query('SELECT 1');
    expect(notifications, 'no process was notified').toEqual([]);
    return result;
  } finally {
    await listener.end();
  }
}

/** What any call reveals of Storware itself: its connection, and which of its routes it has. */
const ofStorware: readonly string[] = ['StorwareLinkState', 'StorwareRoute'];

type Table = { name: string; isUsed: boolean };

/** No test creates a table: each database is read once. */
const tables = new WeakMap<TestDb, Promise<Table[]>>();

function tablesOf(db: TestDb): Promise<Table[]> {
  const known = tables.get(db) ?? readTables(db);
  tables.set(db, known);
  return known;
}

/** `isUsed`: whether it records when its rows were last used. */
async function readTables(db: TestDb): Promise<Table[]> {
  return db.$queryRaw<Table[]>`
    SELECT table_name AS name, bool_or(column_name = 'lastUsedAt') AS "isUsed" FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_%' GROUP BY 1`;
}

/**
 * A digest of each table, independent of the order of its rows: of where each row is and which transaction wrote it,
 * which every write changes. The use of a session is not a change (it is recorded once a minute for any request): such
 * tables are compared by the content of their rows. Where Storware may be called, without what a call reveals of
 * itself.
 */
async function fingerprints(db: TestDb, mayRead: boolean): Promise<Record<string, string>> {
  const digests = (await tablesOf(db))
    .filter(({ name }) => !mayRead || !ofStorware.includes(name))
    .map(({ name, isUsed }) => {
      const row = isUsed ? `(to_jsonb(t) - 'lastUsedAt')::text` : `t.ctid::text || ' ' || t.xmin::text`;
      return `SELECT '${name}' AS name, count(*) || ' rows, ' || coalesce(sum(hashtextextended(${row}, 0)), 0) AS digest FROM "${name}" t`;
    });
  const rows = await db.$queryRawUnsafe<{ name: string; digest: string }[]>(digests.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}
