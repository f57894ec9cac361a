import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@/lib/db/generated/client';
import { startNodeProcess } from '@/scripts/support/node-process';
import { testLogFolder } from '@/scripts/test-support/simulator';

export type TestDb = PrismaClient;

/** The portal's database as the tests look into it, password hashes included. */
export function openTestDb(url: string): TestDb {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 4 }) });
}

/** Makes the demo's tenants and people in an empty migrated database. */
export async function seedAccounts(databaseUrl: string): Promise<void> {
  const seed = startNodeProcess({
    name: 'seed',
    args: ['--conditions=react-server', '--import', 'tsx', 'e2e/api/seed-process.ts'],
    env: { ...process.env, DATABASE_URL: databaseUrl },
    logFile: path.join(testLogFolder, 'seed.log'),
  });
  const end = await seed.ended;
  if (end !== 'exit code 0') throw new Error(`The accounts were not made (${end}): ${seed.lastWords()}`);
}
