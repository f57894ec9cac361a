import { existsSync } from 'node:fs';
import path from 'node:path';
import { migrate } from '@/lib/db/migrate';
import { grantPortalRole } from '@/lib/db/portal-role';
import { OperatorFault } from '@/lib/core/app-error';
import { projectRoot } from '@/scripts/support/project-root';
import { runCommand } from '@/scripts/support/run-command';

/** `npm run db:migrate`: migrates the database of DATABASE_URL to this version. Running it again changes nothing. */
await runCommand(async () => {
  const file = path.join(projectRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const owner = process.env['MIGRATION_DATABASE_URL'] ? databaseUrl('MIGRATION_DATABASE_URL') : null;
  const url = owner === null || process.env['DATABASE_URL'] ? databaseUrl('DATABASE_URL') : owner;
  const applied = await migrate(owner ?? url);
  if (owner !== null) await grantPortalRole(owner, url);
  process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.join(', ')}.\n`);
});

function databaseUrl(name: string): string {
  const url = process.env[name];
  if (!url || !/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw new OperatorFault(
      `${name} is missing or malformed: set it to postgresql://user:password@host:5432/database.`,
    );
  return url;
}
