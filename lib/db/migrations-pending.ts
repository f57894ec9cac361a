import 'server-only';
import { Prisma } from './generated/client';
import { knownMigrations } from './generated/migration-names';
import { db } from './client';

let seenComplete = false;

/**
 * True while the database lacks a migration that this build was made with, for `/readyz`. Once complete it stays so
 * for the life of the process, and costs nothing. Throws when the database can't be asked.
 */
export async function migrationsPending(): Promise<boolean> {
  if (seenComplete) return false;
  const [table] = await db().$queryRaw<
    { found: boolean }[]
  >`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`;
  if (!table?.found) return true;
  const applied = await db().$queryRaw<{ migration_name: string }[]>(
    Prisma.sql`SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  const names = new Set(applied.map((row) => row.migration_name));
  seenComplete = knownMigrations.every((name) => names.has(name));
  return !seenComplete;
}
