import { join } from 'node:path';
import { parseArgs } from 'node:util';

import * as z from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.strictObject({
  'https-port': port.default(8181),
  'http-port': port.default(8080),
  'control-port': port.default(8182),
  host: z.string().min(1).default('127.0.0.1'),
  'data-dir': z.string().min(1).default(join('.data', 'simulator')),
  'ca-file': z.string().min(1).optional(),
  machines: z.coerce.number().int().min(12).max(100_000).default(120),
  projects: z.coerce.number().int().min(2).max(1000).default(8),
  seed: z.coerce.number().int().default(1),
  speed: z.coerce.number().nonnegative().max(100_000).default(1),
  time: z.iso.datetime({ offset: true }).optional(),
  'work-speed': z.coerce.number().positive().max(10_000).default(1),
  login: z.string().min(1).default('portal'),
  password: z.string().min(1).default('Simulator-Passw0rd'),
  'state-file': z.string().min(1).optional(),
  profile: z.enum(['full', 'guide']).default('full'),
});

type Options = z.output<typeof schema>;
export type LaunchOptions = Omit<Options, 'ca-file'> & { 'ca-file': string };

const FROM_ENVIRONMENT: Readonly<Record<string, string>> = {
  SIMULATOR_PORT: 'https-port',
  SIMULATOR_HTTP_PORT: 'http-port',
  SIMULATOR_CONTROL_PORT: 'control-port',
  SIMULATOR_HOST: 'host',
  SIMULATOR_LOGIN: 'login',
  SIMULATOR_PASSWORD: 'password',
  STORWARE_PROFILE: 'profile',
};

/** Options from flags and environment, the flag wins; throws Error with one line that names the option at fault. */
export function launchOptions(args: string[], environment: NodeJS.ProcessEnv): LaunchOptions {
  const names = Object.keys(schema.shape);
  const { values } = parseArgs({
    args,
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    strict: true,
  });
  const given: Record<string, unknown> = {};
  for (const [variable, name] of Object.entries(FROM_ENVIRONMENT)) {
    const value = environment[variable];
    if (value !== undefined && value !== '') given[name] = value;
  }
  const result = schema.safeParse({ ...given, ...values });
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new Error(`--${String(issue?.path[0] ?? 'option')}: ${issue?.message ?? 'not valid'}`);
  }
  return { ...result.data, 'ca-file': result.data['ca-file'] ?? join(result.data['data-dir'], 'ca.pem') };
}
