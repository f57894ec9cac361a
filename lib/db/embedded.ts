import 'server-only';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import {
  clusterOf,
  embeddedUser,
  ensureCluster,
  postgresBinaries,
  postgresEnvironment,
  postgresUser,
  removeCluster,
} from './embedded-cluster';
import type { Cluster } from './embedded-cluster';
import { OperatorFault } from '@/lib/core/app-error';

export type EmbeddedDatabase = {
  /** Address of the `portal` database, password included: for a child's environment, never for a log. */
  url: string;
  port: number;
  pid: number;
  /** Settles with the reason when the server ended. */
  ended: Promise<string>;
  /** Asks for a fast shutdown and waits for it. */
  stop(): Promise<void>;
};

type EmbeddedOptions = {
  /** Folder for the data, the password and the server's log. */
  folder: string;
  /** False trades safety of the data in a crash for speed: tests only. */
  durable: boolean;
  maxConnections?: number;
};

const startDeadlineMs = 60_000;

/**
 * The shell between us and the server turns the end of its input into a fast shutdown, so that the server never
 * outlives the process that started it.
 */
const supervisor = `exec 3<&0; "$@" </dev/null & server=$!; (cat <&3 >/dev/null; kill -INT $server 2>/dev/null) & wait $server`;

/** Starts a real PostgreSQL on loopback and a free port. Throws `OperatorFault` with one line when it can't. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = path.resolve(options.folder);
  const runAs = postgresUser();
  const programs = postgresBinaries(runAs);
  const cluster = clusterOf(folder, runAs);
  const password = ensureCluster(cluster, programs, runAs);
  await endLeftover(cluster);
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 100),
    log_min_messages: 'warning',
    timezone: 'UTC',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const logFile = path.join(folder, 'postgres.log');
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      supervisor,
      'sh',
      programs.postgres,
      '-D',
      cluster.data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...runAs, cwd: '/', env: postgresEnvironment, detached: true, stdio: ['pipe', log, log] },
  );
  closeSync(log);
  const ended = endOf(child);
  const address = `postgresql://${embeddedUser}:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  try {
    await ready(`${address}/postgres`, ended, logFile);
    await ensureDatabase(`${address}/postgres`);
  } catch (error) {
    child.stdin?.end();
    await ended;
    throw error;
  }
  return {
    url: `${address}/portal`,
    port,
    pid: serverPid(cluster) ?? 0,
    ended,
    stop: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}

/** Removes the data of the embedded database of `folder`; a server still running on it is stopped first. */
export async function removeEmbedded(folder: string): Promise<void> {
  const cluster = clusterOf(path.resolve(folder), postgresUser());
  await endLeftover(cluster);
  removeCluster(cluster);
  rmSync(path.join(path.resolve(folder), 'postgres.log'), { force: true });
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code ?? 'none'}`));
  });
}

/** A free port of the loopback. Another process may take it first; the caller then fails with a clear error. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function ready(url: string, ended: Promise<string>, logFile: string): Promise<void> {
  const deadline = Date.now() + startDeadlineMs;
  let end: string | null = null;
  void ended.then((reason) => (end = reason));
  let last: unknown;
  while (Date.now() < deadline && end === null) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      last = error;
      if (error instanceof pg.DatabaseError && error.code === '28P01') {
        throw new OperatorFault(
          'The embedded PostgreSQL refused its own password: the password file does not belong to this data; put it back, or begin anew with --fresh.',
          error,
        );
      }
      await pause(50);
    }
  }
  throw new OperatorFault(
    `The embedded PostgreSQL did not start (${end ?? 'no answer in time'}); its reason stands at the end of ${logFile}.`,
    last,
  );
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = 'portal'");
    if (rowCount === 0) await client.query('CREATE DATABASE portal');
  } finally {
    await client.end();
  }
}

function serverPid(cluster: Cluster): number | null {
  try {
    return Number(readFileSync(path.join(cluster.data, 'postmaster.pid'), 'utf8').split('\n')[0]) || null;
  } catch {
    return null;
  }
}

/**
 * Stops a server that still runs on this data because its parent was killed. The caller holds the lock of the folder,
 * so it can't be another one's. PostgreSQL itself detects a stale file with a reused pid.
 */
async function endLeftover(cluster: Cluster): Promise<void> {
  const pid = serverPid(cluster);
  if (pid === null || !servesFrom(pid, cluster)) return;
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + 30_000;
  while (servesFrom(pid, cluster)) {
    if (Date.now() > deadline)
      throw new OperatorFault(`Another PostgreSQL (process ${pid}) still uses ${cluster.data}: end it first.`);
    await pause(50);
  }
}

function servesFrom(pid: number, cluster: Cluster): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return command.includes(cluster.data) && (command[0] ?? '').includes('postgres');
  } catch {
    return false;
  }
}
