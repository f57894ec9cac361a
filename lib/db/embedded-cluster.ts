import 'server-only';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { canEnter, makeSystemFolder, systemFolder } from './embedded-binaries';
import type { PostgresBinaries, RunAs } from './embedded-binaries';
import { OperatorFault } from './operator-fault';

/** The superuser of an embedded cluster; its password is generated and kept beside the data. */
export const embeddedUser = 'portal';
export type Cluster = { data: string; passwordFile: string };

/** The programs need nothing of our environment, and secrets in it are none of their business. */
export const postgresEnvironment: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  LC_ALL: 'C',
  TZ: 'UTC',
  PATH: '/usr/bin:/bin',
};

/**
 * Where the cluster of `folder` lies: inside it, or below `/var/lib/storware-portal` when we are root and the
 * `postgres` user can't reach the folder (a home folder is closed to others, and stays so).
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

/** Answers the cluster's password; makes cluster and password at the first time. */
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
  // An interrupted first start leaves a folder without PG_VERSION; initdb wants an empty one.
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
