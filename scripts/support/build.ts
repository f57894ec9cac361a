import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { OperatorFault } from '@/lib/core/app-error';
import { ensureGenerated } from './generate';
import { tryLock } from './lock-file';
import { startNodeProcess } from './node-process';
import type { NodeProcess } from './node-process';
import { standaloneFolder } from './portal-process';
import { projectRoot } from './project-root';
import { until } from './until';

const nextFolder = path.join(projectRoot, '.next');
const stamp = path.join(nextFolder, 'portal-build');
const lock = path.join(projectRoot, 'node_modules', '.cache', 'portal-build.lock');
const sources = [
  'app',
  'components',
  'lib',
  'public',
  'prisma/schema.prisma',
  'prisma/migrations',
  'package-lock.json',
  'tsconfig.json',
];
const rootSources = /^(?:next\.config|postcss\.config|proxy|instrumentation)/;

type BuildOptions = {
  /** Build even when nothing changed. */
  force?: boolean;
  onProgress: (text: string) => void;
  /** Receives the build's process, so that it can be ended with everything else. */
  onProcess?: (process: NodeProcess) => void;
};

/** Builds for production unless the present build was made from these sources. Returns whether it built. */
export async function ensureBuild(options: BuildOptions): Promise<boolean> {
  ensureGenerated();
  const release = await takeTurn(options.onProgress);
  try {
    const wanted = fingerprint();
    if (!options.force && isMadeFrom(wanted)) return false;
    await build(options);
    writeFileSync(stamp, wanted);
    return true;
  } finally {
    release();
  }
}

/** Two starts at once share one build: the second waits for the first. */
async function takeTurn(onProgress: BuildOptions['onProgress']): Promise<() => void> {
  let isReported = false;
  return until(
    'another build to end',
    900_000,
    () => {
      const turn = tryLock(lock);
      if ('release' in turn) return turn.release;
      if (!isReported) onProgress(`Waiting for the build of process ${turn.heldBy}`);
      isReported = true;
      return null;
    },
    500,
  );
}

function isMadeFrom(wanted: string): boolean {
  return (
    existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(path.join(standaloneFolder, 'server.js'))
  );
}

async function build({ onProgress, onProcess }: BuildOptions): Promise<void> {
  onProgress('Building the portal (a minute or two)');
  rmSync(stamp, { force: true });
  const cli = createRequire(path.join(projectRoot, 'package.json')).resolve('next/dist/bin/next');
  const logFile = path.join(projectRoot, 'node_modules', '.cache', 'portal-build.log');
  rmSync(logFile, { force: true });
  const next = startNodeProcess({
    name: 'build',
    args: [cli, 'build'],
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    logFile,
  });
  onProcess?.(next);
  const end = await next.ended;
  if (end !== 'exit code 0') {
    if (existsSync(logFile)) process.stderr.write(readFileSync(logFile, 'utf8'));
    throw new OperatorFault(`The portal could not be built (${end}); the reason stands above.`);
  }
  // Next leaves these files to the hosting server. Its copies of .env files stay out: the build contains no secrets.
  cpSync(path.join(nextFolder, 'static'), path.join(standaloneFolder, '.next', 'static'), { recursive: true });
  const publicFolder = path.join(projectRoot, 'public');
  if (existsSync(publicFolder)) cpSync(publicFolder, path.join(standaloneFolder, 'public'), { recursive: true });
  for (const name of readdirSync(standaloneFolder))
    if (name.startsWith('.env')) rmSync(path.join(standaloneFolder, name));
}

function fingerprint(): string {
  const hash = createHash('sha256').update(process.version.split('.')[0] ?? '');
  const roots = [...sources, ...readdirSync(projectRoot).filter((name) => rootSources.test(name))];
  for (const file of roots.flatMap((name) => filesOf(name)).toSorted()) {
    hash.update(`\0${file}\0`).update(readFileSync(path.join(projectRoot, file)));
  }
  return hash.digest('hex');
}

function filesOf(name: string): string[] {
  const full = path.join(projectRoot, name);
  if (!existsSync(full)) return [];
  if (name === path.join('lib', 'db', 'generated') || /\.test\.tsx?$/.test(name)) return [];
  const entries = entriesOf(full);
  return entries === null ? [name] : entries.flatMap((entry) => filesOf(path.join(name, entry)));
}

/** Names in a folder, or null for a file. */
function entriesOf(full: string): string[] | null {
  try {
    return readdirSync(full);
  } catch {
    return null;
  }
}
