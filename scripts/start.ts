import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from '@/lib/core/env';
import { OperatorFault } from '@/lib/core/app-error';
import { standaloneFolder } from '@/scripts/support/portal-process';
import { projectRoot } from '@/scripts/support/project-root';
import { runCommand } from '@/scripts/support/run-command';

/** `npm start`: the production build with the environment (and `.env`, which never overrides it). Listens on PORTAL_HOST, by default on all. */
await runCommand(async () => {
  const file = path.join(projectRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const caFile = process.env['STORWARE_CA_FILE'];
  // The server runs in its own folder: what is relative to ours is made absolute first.
  if (caFile) process.env['STORWARE_CA_FILE'] = path.resolve(caFile);
  const result = parseEnv({ ...process.env, NODE_ENV: 'production' });
  if ('faults' in result)
    throw new OperatorFault(`The environment is not right: ${result.faults.join('; ')}. (All variables: .env.example)`);
  const server = path.join(standaloneFolder, 'server.js');
  if (!existsSync(server)) throw new OperatorFault('There is no production build: npm run build makes it.');
  const portal = spawn(process.execPath, [server], {
    cwd: standaloneFolder,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production', HOSTNAME: process.env['PORTAL_HOST'] || '0.0.0.0' },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => portal.kill(signal));
  process.exitCode = await new Promise<number>((resolve) => portal.once('close', (code) => resolve(code ?? 1)));
});
