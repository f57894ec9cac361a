import { parseArgs } from 'node:util';
import { OperatorFault } from '@/lib/core/app-error';
import { ensureBuild } from '@/scripts/support/build';
import { readDemoSettings } from '@/scripts/support/demo-settings';
import { startPortalProcess } from '@/scripts/support/portal-process';
import { runCommand } from '@/scripts/support/run-command';
import { Supervisor } from '@/scripts/support/supervisor';
import { demoText } from '@/scripts/support/demo-text';

const begun = Date.now();
/** A line of progress with the seconds since the start. */
const say = (text: string): void =>
  void process.stdout.write(`[${((Date.now() - begun) / 1000).toFixed(1).padStart(5)} s] ${text}\n`);

/** `npm run demo`: everything, on this machine, in one terminal. `-- --fresh` starts from empty data. */
await runCommand(async () => {
  const fresh = parseFlags();
  const settings = readDemoSettings(process.env);
  if (fresh && settings.databaseUrl)
    throw new OperatorFault(
      '--fresh begins anew with the embedded database only: empty the database of DATABASE_URL yourself, or unset it.',
    );
  const { ensureGenerated } = await import('@/scripts/support/generate');
  ensureGenerated();
  const { openDataFolder } = await import('@/scripts/support/data-folder');
  const { requirePorts, startBacking } = await import('@/scripts/support/backing');
  const { requireStorware } = await import('@/scripts/support/check-storware');
  const { waitForFirstSync, waitUntilReady } = await import('@/scripts/support/first-sync');

  const supervisor = new Supervisor(say);
  await supervisor.run(async () => {
    const step = <T>(work: () => Promise<T>): Promise<T> => supervisor.step(work);
    await step(() => requirePorts(settings));
    const { storware } = settings;
    if (storware) await step(() => requireStorware(storware));
    const folder = await step(() => openDataFolder(settings.dataFolder, fresh));
    supervisor.own('data folder', { stop: () => Promise.resolve(folder.release()) });
    if (fresh) say(`Began anew in ${folder.path}`);
    const backing = await startBacking(supervisor, settings, folder, say);
    const built = await step(() =>
      ensureBuild({
        onProgress: say,
        onProcess: (build) => supervisor.own('build', { stop: () => build.stop(), isRunning: () => build.isRunning() }),
      }),
    );
    say(built ? 'Built the portal' : 'The production build is up to date');
    const since = new Date();
    const portal = startPortalProcess({
      env: backing.portalEnv,
      host: settings.host,
      port: settings.port,
      logFile: `${folder.logs}/portal.log`,
    });
    supervisor.own('portal', portal.process);
    const { url } = portal;
    await step(() => waitUntilReady(url, portal.process.logFile));
    say('The portal answers; reading the inventory');
    await step(() => waitForFirstSync(backing.db, since, say, portal.process.logFile));
    process.stdout.write(demoText(url, folder.path));
  });
});

function parseFlags(): boolean {
  try {
    return parseArgs({ options: { fresh: { type: 'boolean', default: false } } }).values.fresh;
  } catch (error) {
    throw new OperatorFault(
      `The demo knows one option, --fresh (npm run demo -- --fresh): ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
