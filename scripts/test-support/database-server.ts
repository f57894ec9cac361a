import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbedded } from '@/lib/db/embedded';
import { migrate } from '@/lib/db/migrate';
import { announceTestServer, templateName, urlOf } from '@/scripts/test-support/database';

/**
 * Starts a PostgreSQL for one run of tests, in a folder of its own, with the migrated template. Returns the clean-up
 * function.
 */
export async function startTestDatabaseServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'portal-test-'));
  const server = await startEmbedded({ folder, durable: false, maxConnections: 300 });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    announceTestServer(server.url);
    const client = new pg.Client({ connectionString: urlOf('postgres') });
    await client.connect();
    await client.query(`CREATE DATABASE ${templateName}`);
    await client.end();
    await migrate(urlOf(templateName));
    return { url: server.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
