import { existsSync } from 'node:fs';
import path from 'node:path';
import { migrate } from '@/lib/db/migrate';
import { OperatorFault } from '@/lib/core/app-error';
import { projectRoot } from '@/scripts/support/project-root';
import { runCommand } from '@/scripts/support/run-command';

/** `npm run db:migrate`: migrates the database of DATABASE_URL to this version. Running it again changes nothing. */
await runCommand(async () => {
  const file = path.join(projectRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const url = process.env['DATABASE_URL'];
  if (!url || !/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new OperatorFault(
      'DATABASE_URL is missing or malformed: set it to postgresql://user:password@host:5432/database.',
    );
  }
  const applied = await migrate(url);
  process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.join(', ')}.\n`);
});
