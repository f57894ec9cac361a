import 'server-only';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm';

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

/** The schema as the engine wants it. */
export function schemaFiles(): { files: { path: string; content: string }[] } {
  const file = path.join(prismaFolder, 'schema.prisma');
  return { files: [{ path: file, content: readFileSync(file, 'utf8') }] };
}

/** The migrations on disk as the engine wants them. */
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
