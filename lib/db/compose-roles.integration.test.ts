import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmptyDatabase } from '@/scripts/test-support/database';
import type { TestDatabase } from '@/scripts/test-support/database';
import { migrate } from './migrate';
import { grantPortalRole } from './portal-role';

/** The statements of compose.yaml, for a role of this test: roles belong to the whole server. */
const role = 'portal_of_compose';
const [, statements = ''] = /<<'SQL'\n(.*?)\n\s*SQL\n/s.exec(readFileSync('compose.yaml', 'utf8')) ?? [];
const roles = statements.replaceAll(/\bportal\b/g, role).replace(":'password'", "'secret'");

let database: TestDatabase;
const portalUrl = (): string => Object.assign(new URL(database.url), { username: role, password: 'secret' }).href;
let owner: pg.Client;
let portal: pg.Client;
beforeAll(async () => {
  database = await createEmptyDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(roles);
  await migrate(database.url);
  await grantPortalRole(database.url, portalUrl());
  portal = new pg.Client({ connectionString: portalUrl() });
  await portal.connect();
});
afterAll(async () => {
  await portal.end();
  await owner.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  await owner.end();
  await database.drop();
});

describe('the role that compose.yaml makes for the portal', () => {
  test('is made by what stands there', () => {
    expect(roles).toContain(`CREATE ROLE ${role} LOGIN`);
  });

  test('sees that the migrations were applied, and reads and writes every table that they made', async () => {
    await portal.query('SELECT migration_name FROM "_prisma_migrations"');
    const { rows } = await owner.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%'`,
    );
    expect(rows.length).toBeGreaterThan(30);
    for (const { name } of rows) await portal.query(`SELECT * FROM "${name}" LIMIT 1`);
    await portal.query(`INSERT INTO "Setup" ("id") VALUES (1)`);
    await portal.query(`INSERT INTO "ChangeEvent" ("kind", "objectId") VALUES ('resync', '')`);
    await portal.query('DELETE FROM "ChangeEvent"');
    await portal.query('LISTEN portal_change');
    await portal.query('SELECT pg_advisory_lock(1), pg_advisory_unlock(1)');
  });

  test.each([
    'CREATE TABLE "Mine" ()',
    'DROP TABLE "AuditEntry"',
    'ALTER TABLE "AuditEntry" DISABLE TRIGGER ALL',
    'TRUNCATE "AuditEntry"',
    'CREATE ROLE another',
    'DELETE FROM "AuditEntry"',
  ])('can’t change what it stores things in: %s', async (statement) => {
    await expect(portal.query(statement)).rejects.toThrow(/permission denied|must be owner/);
  });
});
