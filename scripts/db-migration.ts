import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbedded } from '@/lib/db/embedded';
import { migrate } from '@/lib/db/migrate';
import { OperatorFault } from '@/lib/core/app-error';
import { sqlToSchema } from '@/lib/db/schema-engine';
import { ensureGenerated } from '@/scripts/support/generate';
import { projectRoot } from '@/scripts/support/project-root';
import { runCommand } from '@/scripts/support/run-command';

/** `npm run db:migration -- --name what_it_does`: writes a migration from the existing migrations to the schema. */
await runCommand(async () => {
  const { values } = parseArgs({ options: { name: { type: 'string' } } });
  if (!values.name || !/^[a-z0-9_]{3,60}$/.test(values.name)) {
    throw new OperatorFault(
      'Say what the migration does: npm run db:migration -- --name add_restore_jobs (lower-case letters, digits and _).',
    );
  }
  const sql = await sqlOfSchemaChange();
  if (sql === null) {
    process.stdout.write('The migrations already say what the schema says: nothing to do.\n');
    return;
  }
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const folder = path.join(projectRoot, 'prisma', 'migrations', `${stamp}_${values.name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'migration.sql'), sql);
  ensureGenerated();
  process.stdout.write(
    `${path.relative(projectRoot, folder)}/migration.sql is written: read it, then npm run db:migrate.\n`,
  );
});

async function sqlOfSchemaChange(): Promise<string | null> {
  const folder = mkdtempSync(path.join(tmpdir(), 'portal-migration-'));
  const database = await startEmbedded({ folder, durable: false });
  try {
    await migrate(database.url);
    return await sqlToSchema(database.url);
  } finally {
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
