import { randomUUID } from 'node:crypto';
import { closeDb } from '@/lib/db/client';
import { createTestDatabase } from '@/scripts/test-support/database';

/**
 * Creates a database for this test file, and a Storware address where nothing answers. Returns the clean-up function.
 */
export async function startJournalDatabase(logLevel: 'error' | 'fatal' = 'error'): Promise<() => Promise<void>> {
  const database = await createTestDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    STORWARE_URL: 'https://127.0.0.1:9',
    STORWARE_LOGIN: 'none',
    STORWARE_PASSWORD: 'none',
    NEXTAUTH_SECRET: randomUUID(),
    LOG_LEVEL: logLevel,
  });
  return async () => {
    await closeDb();
    await database.drop();
  };
}
