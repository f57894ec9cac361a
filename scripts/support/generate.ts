import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { OperatorFault } from '@/lib/core/app-error';
import { projectRoot } from './project-root';

const output = path.join(projectRoot, 'lib', 'db', 'generated');
const stamp = path.join(output, '.stamp');
const migrationsFile = path.join(output, 'migration-names.ts');

/**
 * Generates the database client and the list of migrations when the schema, the migrations or Prisma changed. Done at
 * first use and not by an install script, which npm may be configured not to run.
 */
export function ensureGenerated(): void {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const cli = createRequire(path.join(projectRoot, 'package.json')).resolve('prisma/build/index.js');
  const result = spawnSync(process.execPath, [cli, 'generate', '--no-hints'], {
    cwd: projectRoot,
    encoding: 'utf8',
    env: {
      ...process.env,
      // Prisma would download an engine here that is not needed; any existing file prevents that.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}`);
    throw new OperatorFault('The database client could not be generated; Prisma said why above.');
  }
  mkdirSync(output, { recursive: true });
  writeFileSync(
    migrationsFile,
    `/** The migrations that this build knows, oldest first. */\nexport const knownMigrations: readonly string[] = ${JSON.stringify(migrationFolders(), null, 2)};\n`,
  );
  writeFileSync(stamp, wanted);
}

function migrationFolders(): string[] {
  const folder = path.join(projectRoot, 'prisma', 'migrations');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}

function fingerprint(): string {
  const hash = createHash('sha256');
  hash.update(readFileSync(path.join(projectRoot, 'prisma', 'schema.prisma')));
  hash.update(readFileSync(createRequire(path.join(projectRoot, 'package.json')).resolve('prisma/package.json')));
  hash.update(migrationFolders().join('\n'));
  return hash.digest('hex');
}
