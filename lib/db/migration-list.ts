import 'server-only';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { db } from './client';
import { Prisma } from './generated/client';
import { knownMigrations } from './generated/migration-names';

/** The project's Prisma folder: tools run from the project's root. */
export const prismaFolder = path.join(process.cwd(), 'prisma');
const migrationsFolder = path.join(prismaFolder, 'migrations');

/** Names of all migrations, oldest first. */
export function migrationNames(): string[] {
  if (!existsSync(migrationsFolder)) return [];
  return readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}

/** The schema in the form of the engine. */
export function schemaFiles(): { files: { path: string; content: string }[] } {
  const file = path.join(prismaFolder, 'schema.prisma');
  return { files: [{ path: file, content: readFileSync(file, 'utf8') }] };
}

/** The migrations on disk in the form of the engine. */
export function readMigrationList(): MigrationList {
  const lockfile = path.join(migrationsFolder, 'migration_lock.toml');
  return {
    baseDir: migrationsFolder,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: migrationNames().map((name) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: readMigration(name) },
    })),
  };
}

function readMigration(name: string): { tag: 'ok'; value: string } | { tag: 'error'; value: string } {
  try {
    return { tag: 'ok', value: readFileSync(path.join(migrationsFolder, name, 'migration.sql'), 'utf8') };
  } catch (error) {
    return { tag: 'error', value: String(error) };
  }
}

let seenComplete = false;

/**
 * True while the database lacks a migration of this build, for `/readyz`. Once complete it stays so for the process,
 * without further queries. Throws when the database can't be reached.
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
