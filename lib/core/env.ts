import { existsSync } from 'node:fs';
import * as z from 'zod';
import { processSingleton } from './process-state';

const port = z.coerce.number().int().min(1).max(65535);

const Environment = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// address' }),
    STORWARE_URL: z.url({
      protocol: /^https?$/,
      error: 'must be an https:// address, such as https://storware.example:8181/api',
    }),
    STORWARE_LOGIN: z.string().min(1),
    STORWARE_PASSWORD: z.string().min(1),
    STORWARE_CA_FILE: z.string().min(1).refine(existsSync, 'names a file that does not exist').optional(),
    STORWARE_ALLOW_HTTP: z.stringbool().default(false),
    NEXTAUTH_SECRET: z.string().min(32, 'must have at least 32 characters (openssl rand -base64 32)'),
    PORTAL_URL: z
      .url({ protocol: /^https?$/, error: 'must be the http:// or https:// address that people type' })
      .optional(),
    TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
    PORT: port.default(3000),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    SYNC_WORKER: z.stringbool().default(true),
    PROOF_MINUTES: z.coerce.number().int().min(1).max(720).default(720),
    PAGE_DATA_LIMIT_MS: z.coerce.number().int().min(0).max(120_000).default(4_000),
    AUDIT_KEEP_DAYS: z.coerce.number().int().min(30).max(36_500).default(400),
    METRICS_TOKEN: z.string().min(16).optional(),
    SUPPORT_CONTACT: z.string().trim().min(1).max(200).optional(),
  })
  .superRefine((value, context) => {
    if (value.STORWARE_URL.startsWith('http://') && !value.STORWARE_ALLOW_HTTP) {
      context.addIssue({
        code: 'custom',
        path: ['STORWARE_URL'],
        message:
          'is plain http; the service password would travel in clear. Use https, or set STORWARE_ALLOW_HTTP=true to accept that',
      });
    }
  })
  .transform((value) => ({
    databaseUrl: value.DATABASE_URL,
    storwareUrl: value.STORWARE_URL.replace(/\/+$/, ''),
    storwareLogin: value.STORWARE_LOGIN,
    storwarePassword: value.STORWARE_PASSWORD,
    storwareCaFile: value.STORWARE_CA_FILE,
    authSecret: value.NEXTAUTH_SECRET,
    /** Links that are handed out begin with it; without a slash at its end. */
    portalUrl: (value.PORTAL_URL ?? `http://localhost:${value.PORT}`).replace(/\/+$/, ''),
    portalOrigin: fixedOrigin(value.PORTAL_URL),
    trustedProxyHops: value.TRUSTED_PROXY_HOPS,
    syncWorker: value.SYNC_WORKER,
    /** A page waits no longer for its data, in milliseconds; the browser requests the rest. */
    proofMs: value.PROOF_MINUTES * 60_000,
    pageDataLimitMs: value.PAGE_DATA_LIMIT_MS,
    auditKeepDays: value.AUDIT_KEEP_DAYS,
    metricsToken: value.METRICS_TOKEN,
    supportContact: value.SUPPORT_CONTACT,
  }));

/** The one origin of a portal that people reach by its name. One on this machine only has several: localhost, 127.0.0.1. */
function fixedOrigin(portalUrl: string | undefined): string | null {
  if (portalUrl === undefined) return null;
  const { hostname, origin } = new URL(portalUrl);
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) ? null : origin;
}

export type Env = z.output<typeof Environment>;

/** The name of a variable that the portal reads, for texts that say what to set. */
export type EnvironmentName = keyof typeof Environment.in.shape;

/** The names of all variables that the portal reads; README and `.env.example` are checked against them. */
export const environmentNames: readonly string[] = Object.keys(Environment.in.shape);

/**
 * Validates `source` and returns the environment, or one line for each missing or malformed variable. Never prints a
 * value. In production PORTAL_URL is required: links are never built from what a request says of its host.
 */
export function parseEnv(source: Record<string, string | undefined>): { env: Env } | { faults: string[] } {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const result = Environment.safeParse(given);
  const faults = (result.error?.issues ?? []).map((issue) => {
    const name = issue.path.join('.');
    return name in given ? `${name} ${issue.message}` : `${name} is missing`;
  });
  if (given.NODE_ENV === 'production' && given.PORTAL_URL === undefined) faults.push('PORTAL_URL is missing');
  return result.success && faults.length === 0 ? { env: result.data } : { faults: [...new Set(faults)] };
}

/**
 * The validated environment. Throws the list of errors: `instrumentation.ts` validates first and ends the process with
 * a clear text.
 */
export function env(): Env {
  return processSingleton('env', () => {
    const result = parseEnv(process.env);
    if ('faults' in result) throw new Error(`The environment is not complete:\n  ${result.faults.join('\n  ')}`);
    return result.env;
  });
}
