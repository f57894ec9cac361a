import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmptyDatabase } from '@/scripts/test-support/database';
import type { TestDatabase } from '@/scripts/test-support/database';
import { migrate } from './migrate';
import { migrationNames } from './migration-list';
import { sqlToSchema } from './schema-engine';

describe('migrate', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(() => database.drop());

  const query = async (sql: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };

  test('applies each migration once when two processes start together, and nothing the next time', async () => {
    const both = await Promise.all([migrate(database.url), migrate(database.url)]);
    expect(both.flat().toSorted()).toEqual(migrationNames());
    expect(await migrate(database.url)).toEqual([]);
  });

  test('leaves the same table as prisma migrate deploy', async () => {
    const rows = await query(
      'SELECT migration_name, finished_at IS NOT NULL AS finished, rolled_back_at FROM _prisma_migrations ORDER BY 1',
    );
    expect(rows).toEqual(
      migrationNames().map((name) => ({ migration_name: name, finished: true, rolled_back_at: null })),
    );
  });

  test('the migrations match the schema', async () => {
    expect(await sqlToSchema(database.url)).toBeNull();
  });

  test('sorts names in natural order, by an index', async () => {
    await query(
      `INSERT INTO "MirrorMachine" (guid, name, platform, present, "contentHash") SELECT 'g' || n, 'web-' || n, 'RHV', true, '' FROM generate_series(1, 2000) n`,
    );
    await query('ANALYZE "MirrorMachine"');
    const sql = 'SELECT name FROM "MirrorMachine" ORDER BY name COLLATE natural_order, guid LIMIT 11';
    expect((await query(sql)).map((row) => row['name']).slice(8)).toEqual(['web-9', 'web-10', 'web-11']);
    expect(JSON.stringify(await query(`EXPLAIN ${sql}`))).toContain('MirrorMachine_natural_name_idx');
  });

  test('reports an unreachable server in one line, without the password', async () => {
    const attempt = migrate('postgresql://portal:PLANTED@127.0.0.1:9/portal');
    await expect(attempt).rejects.toThrow(/^The database portal at 127\.0\.0\.1:9 can't be used: .*DATABASE_URL/);
    await expect(attempt).rejects.not.toThrow(/PLANTED|\n/);
  });

  test('refuses a database of a newer version', async () => {
    await query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ('x', '', '99990101000000_from_the_future', now(), 1)`,
    );
    await expect(migrate(database.url)).rejects.toThrow('newer version');
  });
});

describe('the migration to roles of providers', () => {
  test('keeps whoever was a provider as one of all tenants, and makes nobody else one', async () => {
    const database = await createEmptyDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      const run = (name: string) =>
        client.query(readFileSync(path.join('prisma', 'migrations', name, 'migration.sql'), 'utf8'));
      const names = migrationNames();
      const at = names.findIndex((name) => name.endsWith('_provider_roles_and_suspension'));
      for (const name of names.slice(0, at)) await run(name);
      await client.query(
        `INSERT INTO "User" (id, email, name, "passwordHash", "isProvider") VALUES ('p', 'p@x', 'P', '', true), ('m', 'm@x', 'M', '', false)`,
      );
      await run(names[at] ?? '');
      const { rows } = await client.query('SELECT id, "providerRole", "providerLimited" FROM "User" ORDER BY id');
      expect(rows).toEqual([
        { id: 'm', providerRole: null, providerLimited: false },
        { id: 'p', providerRole: 'PROVIDER', providerLimited: false },
      ]);
    } finally {
      await client.end();
      await database.drop();
    }
  });
});

describe('migration files', () => {
  test('have no semicolon in a comment, where the engine would split the statement', () => {
    for (const name of migrationNames()) {
      const sql = readFileSync(path.join('prisma', 'migrations', name, 'migration.sql'), 'utf8');
      expect(sql.split('\n').filter((line) => line.startsWith('--') && line.includes(';'))).toEqual([]);
    }
  });
});
