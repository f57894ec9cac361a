import pino from 'pino';
import { processSingleton } from './process-singleton';

/** Paths that are blanked wherever they appear in a log line; `log.test.ts` plants secrets to prove it. */
export const redactedPaths = [
  'password',
  'login',
  'token',
  'cookie',
  'authorization',
  'secret',
  'passwordHash',
  'body',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Makes a JSON logger that blanks secrets; `destination` is for tests. */
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
