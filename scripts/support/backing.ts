import path from 'node:path';
import type { Db } from '@/lib/db/client';
import type { DataFolder } from './data-folder';
import type { DemoSettings, StorwareSettings } from './demo-settings';
import { requireFreePort } from './ports';
import { simulatorAccount, startSimulatorProcess } from './simulator-process';
import type { Supervisor } from './supervisor';

export type Backing = { db: Db; databaseUrl: string; portalEnv: Record<string, string> };

/** A simulated backup takes some twenty seconds with this: long enough to watch, short enough to wait for. */
const workSpeed = 1.5;

/** Checks every port first, so that nothing was started when one is in use. */
export async function requirePorts({ host, port, storware, simulator }: DemoSettings): Promise<void> {
  await requireFreePort('PORT', port, host);
  if (storware) return;
  await requireFreePort('SIMULATOR_PORT', simulator.https, '127.0.0.1');
  await requireFreePort('SIMULATOR_HTTP_PORT', simulator.http, '127.0.0.1');
  await requireFreePort('SIMULATOR_CONTROL_PORT', simulator.control, '127.0.0.1');
}

/** Starts what the portal needs: the migrated and seeded database, and the simulator unless a server is configured. */
export async function startBacking(
  supervisor: Supervisor,
  settings: DemoSettings,
  folder: DataFolder,
  say: (text: string) => void,
): Promise<Backing> {
  const databaseUrl = settings.databaseUrl ?? (await startDatabase(supervisor, folder, say));
  const { migrate } = await import('@/lib/db/migrate');
  const applied = await migrate(databaseUrl);
  say(
    applied.length === 0
      ? 'The database is up to date'
      : `Applied ${applied.length} migration${applied.length === 1 ? '' : 's'}`,
  );
  const { createDb } = await import('@/lib/db/client');
  const { seedDemoAccounts } = await import('@/prisma/seed/demo-accounts');
  const db = createDb(databaseUrl, 3);
  supervisor.own('database client', { stop: () => db.$disconnect() });
  if (await seedDemoAccounts(db)) say('Made the demo accounts');
  const storware = settings.storware ?? (await startSimulator(supervisor, settings, folder, say));
  return {
    db,
    databaseUrl,
    portalEnv: {
      DATABASE_URL: databaseUrl,
      NEXTAUTH_SECRET: process.env['NEXTAUTH_SECRET'] || folder.secret(),
      ...storware,
    },
  };
}

async function startDatabase(supervisor: Supervisor, folder: DataFolder, say: (text: string) => void): Promise<string> {
  const { startEmbedded } = await import('@/lib/db/embedded');
  const database = await startEmbedded({ folder: folder.path, durable: true });
  supervisor.own('database', {
    stop: () => database.stop(),
    ended: database.ended,
    logFile: path.join(folder.path, 'postgres.log'),
  });
  say(`PostgreSQL runs on port ${database.port}, its data is in ${folder.path}`);
  return database.url;
}

async function startSimulator(
  supervisor: Supervisor,
  { simulator: ports, profile }: DemoSettings,
  folder: DataFolder,
  say: (text: string) => void,
): Promise<StorwareSettings> {
  const flags = {
    'https-port': ports.https,
    'http-port': ports.http,
    'control-port': ports.control,
    'data-dir': folder.simulator,
    'state-file': path.join(folder.simulator, 'state.json'),
    'work-speed': workSpeed,
    profile,
  };
  const simulator = await startSimulatorProcess({
    args: Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]),
    logFile: path.join(folder.logs, 'simulator.log'),
  });
  supervisor.own('simulator', simulator.process);
  say(
    `The Storware simulator runs at ${simulator.https}/api (plain ${simulator.http}/api, control ${simulator.control})`,
  );
  return {
    STORWARE_URL: `${simulator.https}/api`,
    STORWARE_LOGIN: simulatorAccount.login,
    STORWARE_PASSWORD: simulatorAccount.password,
    STORWARE_CA_FILE: path.resolve(simulator.caFile),
  };
}
