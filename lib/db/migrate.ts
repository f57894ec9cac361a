import 'server-only';
import pg from 'pg';
import { lockSpaces } from './lock-spaces';
import { readMigrationList } from './migration-list';
import { OperatorFault } from '@/lib/core/app-error';
import { withSchemaEngine } from './schema-engine';

const lockWaitMs = 120_000;

/**
 * Applies the missing migrations to `url` and returns their names. Safe when several processes start at once: one
 * applies, the others wait and find nothing to do. Throws `OperatorFault` with one line.
 */
export async function migrate(url: string): Promise<string[]> {
  const holder = await connect(url);
  try {
    await holder.query(`SET lock_timeout = ${lockWaitMs}`);
    // Taken before the check; the engine also takes `prisma migrate`'s own lock, but gives up on it after a few
    // seconds.
    await holder.query('SELECT pg_advisory_lock($1)', [lockSpaces.migration]);
    return await apply(url);
  } catch (error) {
    if (error instanceof OperatorFault) throw error;
    if (error instanceof pg.DatabaseError && error.code === '55P03') {
      throw new OperatorFault(
        `Another process has been migrating this database for ${lockWaitMs / 1000} s: look whether it hangs, then start again.`,
        error,
      );
    }
    throw new OperatorFault(`The migrations could not be applied: ${oneLine(error)}`, error);
  } finally {
    // Closing the connection releases the lock, also after a failure.
    await holder.end();
  }
}

async function apply(url: string): Promise<string[]> {
  const migrationsList = readMigrationList();
  const filters = { externalTables: [], externalEnums: [] };
  return withSchemaEngine(url, async (engine) => {
    const found = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters });
    const [failed] = found.failedMigrationNames;
    if (failed)
      throw new OperatorFault(
        `Migration ${failed} failed earlier in this database: mend it, then mark it with "npx prisma migrate resolve".`,
      );
    const [edited] = found.editedMigrationNames;
    if (edited)
      throw new OperatorFault(
        `Migration ${edited} was changed after it had been applied to this database: put the file back and write a new migration.`,
      );
    if (found.history && found.history.diagnostic !== 'databaseIsBehind') {
      throw new OperatorFault(
        'This database has migrations that this version of the portal does not know: it belongs to a newer version.',
      );
    }
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
    return appliedMigrationNames;
  });
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // The next query reports a broken connection; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new OperatorFault(
      `${describeServer(url)} can't be used: ${oneLine(error)}. Check DATABASE_URL and that the server runs.`,
      error,
    );
  }
}

/** Names the server of `url` without its password. */
function describeServer(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `The database ${decodeURIComponent(pathname.slice(1)) || 'postgres'} at ${hostname}:${port || '5432'}`;
}

function oneLine(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(oneLine).join('; ');
  const text = error instanceof Error ? error.message : String(error);
  // The engine appends a trace of its own calls, numbered from 0.
  const [reason = text] = text.split(/\n\s+0: /);
  return reason
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' ')
    .slice(0, 500);
}
