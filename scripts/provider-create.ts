import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { AccountEmail, PersonName } from '@/lib/contracts/account';
import { isAppError, OperatorFault } from '@/lib/core/app-error';
import { askPassword } from '@/scripts/support/ask-password';
import { projectRoot } from '@/scripts/support/project-root';
import { runCommand } from '@/scripts/support/run-command';

const usage = 'npm run provider:create -- --email you@example.com [--name "Your Name"]';

/**
 * `npm run provider:create -- --email ...`: makes a provider's account, or gets one back in: an account that is there gets the password
 * and the rights, and its sessions end. The password is typed, or comes from standard input.
 */
await runCommand(async () => {
  const { email, name } = readArguments();
  const file = path.join(projectRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const { databaseUrl, authSecret } = readEnvironment();
  const { ensureGenerated } = await import('@/scripts/support/generate');
  ensureGenerated();
  const { passwordFaults } = await import('@/lib/auth/password-rules');
  const { putProvider } = await import('@/lib/auth/provider-account');
  const { createDb } = await import('@/lib/db/client');
  const password = await askPassword();
  const [fault] = passwordFaults('password', password);
  if (fault) throw new OperatorFault(`The password does not fit: ${fault.message}. Nothing was changed.`);
  const db = createDb(databaseUrl, 1);
  try {
    const outcome = await putProvider(db, { email, name, password, authSecret });
    process.stdout.write(
      outcome === 'created'
        ? `Created the provider ${email}: sign in with this address and the password.\n`
        : `${email} is a provider and has the new password. All its sessions have ended, and failed sign-ins are forgotten.\n`,
    );
  } catch (error) {
    throw operatorFaultOf(error);
  } finally {
    await db.$disconnect();
  }
});

function readArguments(): { email: string; name: string | null } {
  if (process.argv.slice(2).some((argument) => /^--?pass/.test(argument)))
    throw new OperatorFault(
      `A password is never an argument, where other users of this machine can read it: it is asked for. ${usage}`,
    );
  const { email, name } = parsed();
  if (email === undefined) throw new OperatorFault(`Say whose account: ${usage}`);
  const address = AccountEmail.safeParse(email);
  if (!address.success) throw new OperatorFault(`"${email}" is no e-mail address: ${usage}`);
  const called = PersonName.optional().safeParse(name);
  if (!called.success) throw new OperatorFault(`The name must have 1 to 100 characters: ${usage}`);
  return { email: address.data, name: called.data ?? null };
}

function parsed() {
  try {
    return parseArgs({ options: { email: { type: 'string' }, name: { type: 'string' } } }).values;
  } catch (error) {
    throw new OperatorFault(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function readEnvironment(): { databaseUrl: string; authSecret: string } {
  const { DATABASE_URL: databaseUrl, NEXTAUTH_SECRET: authSecret } = process.env;
  if (!databaseUrl || !/^postgres(ql)?:\/\//.test(databaseUrl) || !URL.canParse(databaseUrl))
    throw new OperatorFault(
      'DATABASE_URL is missing or malformed: set it to the portal’s postgresql://user:password@host:5432/database.',
    );
  if (!authSecret) throw new OperatorFault('NEXTAUTH_SECRET is missing: set it to the portal’s.');
  return { databaseUrl, authSecret };
}

/** What goes wrong with the database itself is the operator's to mend, and is said in a line. */
function operatorFaultOf(error: unknown): unknown {
  const text = error instanceof Error ? error.message : String(error);
  if (/does not exist/.test(text) && /table|relation/i.test(text))
    return new OperatorFault('The database is not migrated: run npm run db:migrate. Nothing was changed.', error);
  if (isAppError(error) && error.code === 'unavailable')
    return new OperatorFault('The database of DATABASE_URL does not answer. Nothing was changed.', error);
  return error;
}
