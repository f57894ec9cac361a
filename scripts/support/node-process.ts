import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './project-root';

export type NodeProcess = {
  name: string;
  pid: number;
  logFile: string;
  /** The last lines of its stderr, for a message about its end. */
  lastWords(): string;
  /** Settles with the reason when it ended. */
  ended: Promise<string>;
  isRunning(): boolean;
  /** Stops it and waits; after `graceMs` it is killed. */
  stop(graceMs?: number): Promise<void>;
  /** Kills it at once, as a crash would, and waits. */
  kill(): Promise<void>;
};

type NodeProcessOptions = {
  name: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
  cwd?: string;
  onLine?: (line: string) => void;
};

const parentGuard = pathToFileURL(path.join(projectRoot, 'scripts/support/stop-with-parent.mjs')).href;
const keptLines = 12;

/**
 * Starts a Node program in a process group of its own: Ctrl-C at the terminal reaches only us, and we stop our children
 * in order. It ends by itself when we have ended.
 */
export function startNodeProcess(options: NodeProcessOptions): NodeProcess {
  mkdirSync(path.dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  const child = spawn(process.execPath, ['--import', parentGuard, ...options.args], {
    cwd: options.cwd ?? projectRoot,
    env: withoutOurConditions(options.env),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const last: string[] = [];
  const keep = (line: string): void => {
    log.write(`${line}\n`);
    last.push(line);
    if (last.length > keptLines) last.shift();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    keep(line);
    options.onLine?.(line);
  });
  createInterface({ input: child.stderr }).on('line', keep);
  let running = true;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      running = false;
      resolve(error.message);
    });
    // 'close' comes after the last output was read: lastWords() is complete then.
    child.once('close', (code, signal) => {
      running = false;
      log.end();
      resolve(signal ? `signal ${signal}` : `exit code ${code ?? 'none'}`);
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (running) child.kill(signal);
    await ended;
  };
  return {
    name: options.name,
    pid: child.pid ?? 0,
    logFile: options.logFile,
    lastWords: () => last.join('\n'),
    ended,
    isRunning: () => running,
    kill: () => end('SIGKILL'),
    stop: async (graceMs = 15_000) => {
      const last = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await end('SIGTERM');
      clearTimeout(last);
    },
  };
}

/** Tools read the server's modules under React's condition; in the portal itself it would break rendering. */
function withoutOurConditions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: options, ...rest } = env;
  const kept = options?.replace('--conditions=react-server', '').trim();
  return kept ? { ...rest, NODE_OPTIONS: kept } : rest;
}
