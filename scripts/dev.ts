import { createRequire } from 'node:module';
import path from 'node:path';
import { readDemoSettings } from '@/scripts/support/demo-settings';
import { demoText } from '@/scripts/support/demo-text';
import { startNodeProcess } from '@/scripts/support/node-process';
import { addressOf } from '@/scripts/support/portal-process';
import { projectRoot } from '@/scripts/support/project-root';
import { runCommand } from '@/scripts/support/run-command';
import { Supervisor } from '@/scripts/support/supervisor';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** `npm run dev`: the demo with Next's development server; the same data folder, ports and accounts. */
await runCommand(async () => {
  const settings = readDemoSettings(process.env);
  const { ensureGenerated } = await import('@/scripts/support/generate');
  ensureGenerated();
  const { openDataFolder } = await import('@/scripts/support/data-folder');
  const { requirePorts, startBacking } = await import('@/scripts/support/backing');
  const { waitForFirstSync, waitUntilReady } = await import('@/scripts/support/first-sync');

  const supervisor = new Supervisor(say);
  await supervisor.run(async () => {
    await requirePorts(settings);
    const folder = await supervisor.step(() => openDataFolder(settings.dataFolder, false));
    supervisor.own('data folder', { stop: () => Promise.resolve(folder.release()) });
    const backing = await startBacking(supervisor, settings, folder, say);
    const since = new Date();
    const next = startNodeProcess({
      name: 'next dev',
      args: [
        createRequire(path.join(projectRoot, 'package.json')).resolve('next/dist/bin/next'),
        'dev',
        '--hostname',
        settings.host,
        '--port',
        String(settings.port),
      ],
      env: {
        ...process.env,
        NEXT_TELEMETRY_DISABLED: '1',
        LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
        ...backing.portalEnv,
        PORT: String(settings.port),
      },
      logFile: path.join(folder.logs, 'next-dev.log'),
      onLine: say,
    });
    supervisor.own('development server', next);
    const url = addressOf(settings.host, settings.port);
    await supervisor.step(() => waitUntilReady(url, next.logFile));
    await supervisor.step(() => waitForFirstSync(backing.db, since, say, next.logFile));
    say(demoText(url, folder.path));
  });
});
