import { randomUUID } from 'node:crypto';
import { closeDb } from '@/lib/db/client';
import { createTestDatabase } from '@/scripts/test-support/database';

/** Gives this test file a database of its own, and a server that nothing reaches. Answers its end. */
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
