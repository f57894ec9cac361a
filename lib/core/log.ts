import pino from 'pino';
import type { Logger } from 'pino';
import { isAppError } from './app-error';
import { processSingleton } from './process-state';

/** Paths that are redacted wherever they appear in a log line. */
const redactedPaths = [
  'password',
  'login',
  'token',
  'cookie',
  'authorization',
  'secret',
  'passwordHash',
  'body',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Creates a JSON logger that redacts secrets; `destination` is for tests. */
export function createLog(level: string, destination?: pino.DestinationStream): pino.Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redactedPaths, censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}

// LOG_LEVEL is read here and not through env(): the log must work before, and whether or not, the environment is valid.
// eslint-disable-next-line no-restricted-properties -- see above
export const log: pino.Logger = processSingleton('log', () => createLog(process.env.LOG_LEVEL ?? 'info'));

type Line = Readonly<Record<string, unknown>>;

type FaultLog = {
  /** Records a failure: one line when a fault begins or changes its `kind`, debug lines while it lasts. */
  failed: (key: string, kind: string, line: Line, text: string) => void;
  /** Records a success: one line when it ends a fault. */
  worked: (key: string, line: Line, text: string) => void;
};

const mostKeys = 5_000;

/**
 * A log that writes two lines for a lasting fault: its beginning and its end. `recoveryMs`: how long after its last
 * failure a fault counts as ended.
 */
export function createFaultLog(
  log: Pick<Logger, 'warn' | 'info' | 'debug'>,
  { recoveryMs = 0, now = Date.now }: { recoveryMs?: number; now?: () => number } = {},
): FaultLog {
  const faults = new Map<string, { kind: string; lastAt: number }>();
  return {
    failed: (key, kind, line, text) => {
      const isNew = faults.get(key)?.kind !== kind;
      faults.delete(key);
      faults.set(key, { kind, lastAt: now() });
      const [oldest] = faults.keys();
      if (faults.size > mostKeys && oldest !== undefined) faults.delete(oldest);
      log[isNew ? 'warn' : 'debug'](line, text);
    },
    worked: (key, line, text) => {
      const fault = faults.get(key);
      if (!fault || now() - fault.lastAt < recoveryMs) return;
      faults.delete(key);
      log.info(line, text);
    },
  };
}

/** A key that distinguishes faults in the same place. */
export function faultKind(error: unknown): string {
  if (!isAppError(error)) return error instanceof Error ? `${error.name} ${error.message}` : 'unknown';
  return [error.code, error.meta?.['method'], error.meta?.['route'], error.meta?.['status']].join(' ');
}

/** What is logged of an error: code and route of a Storware error, otherwise the whole error. */
export function faultLine(error: unknown): Line {
  if (!isAppError(error)) return { err: error };
  const { method, route, status, failure } = error.meta ?? {};
  return {
    code: error.code,
    ...(route !== undefined && { method, route }),
    ...(status !== undefined && { status }),
    ...(failure !== undefined && { failure }),
  };
}
