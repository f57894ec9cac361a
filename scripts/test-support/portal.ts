import path from 'node:path';
import { freePort } from '@/scripts/support/ports';
import { readiness, startPortalProcess } from '@/scripts/support/portal-process';
import { until } from '@/scripts/support/until';
import { testLogFolder } from './simulator';
import type { TestSimulator } from './simulator';

export type TestPortal = {
  url: string;
  pid: number;
  logFile: string;
  /** SIGTERM, and waits. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash, and waits. */
  kill(): Promise<void>;
};

export type TestPortalOptions = {
  databaseUrl: string;
  simulator: Pick<TestSimulator, 'url' | 'caFile' | 'login' | 'password'>;
  /** Any free port by default; give the old one to start a killed portal again at the same address. */
  port?: number;
  env?: Record<string, string>;
  /** `ready` (default): `/readyz` is 200. `listening`: it answers anything, as while Storware is down. */
  until?: 'ready' | 'listening';
  name?: string;
};

const startDeadlineMs = 180_000;

/** The environment of a portal under test. */
export function portalEnvironment({
  databaseUrl,
  simulator,
  env,
}: Pick<TestPortalOptions, 'databaseUrl' | 'simulator' | 'env'>): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    STORWARE_URL: simulator.url,
    STORWARE_LOGIN: simulator.login,
    STORWARE_PASSWORD: simulator.password,
    STORWARE_CA_FILE: simulator.caFile,
    NEXTAUTH_SECRET: 'a-secret-of-the-tests-that-is-long-enough',
    LOG_LEVEL: 'info',
    // However busy the machine is, the data is in the HTML of a page.
    PAGE_DATA_LIMIT_MS: '120000',
    ...env,
  };
}

/** Starts the production build on loopback, as its users run it. */
export async function startPortal(options: TestPortalOptions): Promise<TestPortal> {
  const port = options.port ?? (await freePort());
  const name = options.name ?? `portal-${port}`;
  const { url, process: portal } = startPortalProcess({
    env: portalEnvironment(options),
    host: '127.0.0.1',
    port,
    logFile: path.join(testLogFolder, `${name}.log`),
  });
  try {
    await until(`${name} to be ${options.until ?? 'ready'}`, startDeadlineMs, async () => {
      if (!portal.isRunning()) return 'ended';
      const answer = await readiness(url);
      return answer && (options.until === 'listening' || answer.status === 200) ? 'ready' : null;
    });
    if (!portal.isRunning()) throw new Error(`${name} ended (${await portal.ended}): ${portal.lastWords()}`);
  } catch (error) {
    await portal.kill();
    throw error;
  }
  return { url, pid: portal.pid, logFile: portal.logFile, stop: () => portal.stop(), kill: () => portal.kill() };
}
