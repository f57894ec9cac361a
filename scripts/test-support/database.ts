import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The address of the test run's own PostgreSQL; set by the global set-up before any worker starts. */
const serverVariable = 'TEST_DATABASE_SERVER';
export const templateName = 'portal_template';
/** With the tenants and people of the demo as well. */
const accountsTemplateName = 'portal_accounts_template';

export type TestDatabase = {
  url: string;
  /** Removes it, also while clients are still connected. */
  drop(): Promise<void>;
};

/** Gives the workers of this run the address of the server; `url` names any database on it. */
export function announceTestServer(url: string): void {
  process.env[serverVariable] = url;
}

/** Creates a database with all migrations applied, as a copy of the template: some 50 ms. */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(templateName);
}

/** Creates an empty database without migrations, for tests of the migrations themselves. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase(null);
}

/**
 * Creates the template of `createDatabaseWithAccounts`, once for a server; `seed` adds the accounts and leaves no
 * connection open.
 */
export async function makeAccountsTemplate(seed: (url: string) => Promise<void>): Promise<void> {
  await onServer((client) => client.query(`CREATE DATABASE ${accountsTemplateName} TEMPLATE ${templateName}`));
  await seed(urlOf(accountsTemplateName));
}

/** Creates a database with the demo's tenants and people. */
export function createDatabaseWithAccounts(): Promise<TestDatabase> {
  return createDatabase(accountsTemplateName);
}

async function createDatabase(template: string | null): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer((client) => client.query(`CREATE DATABASE ${name}${template ? ` TEMPLATE ${template}` : ''}`));
  return {
    url: urlOf(name),
    drop: async () => {
      await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** Address of the database `name` on the test server. */
export function urlOf(name: string): string {
  const server = process.env[serverVariable];
  if (!server)
    throw new Error(`${serverVariable} is not set: run this through npm test or vitest's project "integration"`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
