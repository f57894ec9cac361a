import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@/lib/db/generated/client';

export type TestDb = PrismaClient;

/** The portal's database as tests read it, including password hashes. */
export function openTestDb(url: string): TestDb {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 4 }) });
}
