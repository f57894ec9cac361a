import path from 'node:path';
import * as z from 'zod';
import { parseEnv } from '@/lib/core/env';
import { OperatorFault } from '@/lib/core/app-error';
import { projectRoot } from './project-root';

/** The Storware server that the portal is configured with. */
export type StorwareSettings = Record<'STORWARE_URL' | 'STORWARE_LOGIN' | 'STORWARE_PASSWORD', string> & {
  STORWARE_CA_FILE?: string;
  STORWARE_ALLOW_HTTP?: string;
};
export type SimulatorPorts = { https: number; http: number; control: number };
export type DemoSettings = {
  host: string;
  port: number;
  dataFolder: string;
  /** Null: the embedded database. */
  databaseUrl: string | null;
  /** Null: the simulator. */
  storware: StorwareSettings | null;
  simulator: SimulatorPorts;
  /** `guide`: the simulator answers only what the integration guide names. */
  profile: 'full' | 'guide';
};

const port = z.coerce
  .number({ error: 'is not a number' })
  .int('is not a whole number')
  .min(1, 'is not a port (1 to 65535)')
  .max(65_535, 'is not a port (1 to 65535)');
const Simulator = z.object({
  PORT: port.default(3000),
  SIMULATOR_PORT: port.default(8181),
  SIMULATOR_HTTP_PORT: port.default(8080),
  SIMULATOR_CONTROL_PORT: port.default(8182),
  STORWARE_PROFILE: z.enum(['full', 'guide'], { error: 'is full or guide' }).default('full'),
});
const storwareNames = ['STORWARE_LOGIN', 'STORWARE_PASSWORD', 'STORWARE_CA_FILE', 'STORWARE_ALLOW_HTTP'] as const;

/** The variables of the demo that the portal itself does not read, with their purpose. */
export const demoOnlyNames = [
  'DATA_DIR',
  'PORTAL_HOST',
  'SIMULATOR_PORT',
  'SIMULATOR_HTTP_PORT',
  'SIMULATOR_CONTROL_PORT',
  'STORWARE_PROFILE',
] as const;

/** Reads and validates the demo's variables of `source`. Throws one line that names every invalid variable. */
export function readDemoSettings(source: NodeJS.ProcessEnv): DemoSettings {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const simulated = Simulator.safeParse(given);
  if (!simulated.success)
    throw malformed(simulated.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`));
  const { PORT, SIMULATOR_PORT, SIMULATOR_HTTP_PORT, SIMULATOR_CONTROL_PORT, STORWARE_PROFILE } = simulated.data;
  const storware = storwareOf(given);
  if (storware && STORWARE_PROFILE !== 'full')
    throw malformed(['STORWARE_PROFILE is for the simulator: unset it, or STORWARE_URL']);
  checkPortal(given, storware);
  if (!storware) checkDistinct({ PORT, SIMULATOR_PORT, SIMULATOR_HTTP_PORT, SIMULATOR_CONTROL_PORT });
  return {
    host: given['PORTAL_HOST'] ?? '127.0.0.1',
    port: PORT,
    dataFolder: dataFolderOf(given['DATA_DIR']),
    databaseUrl: given['DATABASE_URL'] ?? null,
    storware,
    simulator: { https: SIMULATOR_PORT, http: SIMULATOR_HTTP_PORT, control: SIMULATOR_CONTROL_PORT },
    profile: STORWARE_PROFILE,
  };
}

function storwareOf(given: Record<string, string | undefined>): StorwareSettings | null {
  const {
    STORWARE_URL: url,
    STORWARE_LOGIN: login,
    STORWARE_PASSWORD: password,
    STORWARE_CA_FILE: caFile,
    STORWARE_ALLOW_HTTP: allowHttp,
  } = given;
  if (!url) {
    const stray = storwareNames.filter((name) => given[name] !== undefined);
    if (stray.length > 0)
      throw malformed([
        `${stray.join(', ')} set without STORWARE_URL: set that too, or none of them to use the simulator`,
      ]);
    return null;
  }
  return {
    STORWARE_URL: url,
    STORWARE_LOGIN: login ?? '',
    STORWARE_PASSWORD: password ?? '',
    ...(caFile ? { STORWARE_CA_FILE: path.resolve(caFile) } : {}),
    ...(allowHttp ? { STORWARE_ALLOW_HTTP: allowHttp } : {}),
  };
}

/** The portal's own validation, with substitutes for what the demo provides itself. */
function checkPortal(given: Record<string, string | undefined>, storware: StorwareSettings | null): void {
  const standIns = {
    DATABASE_URL: 'postgresql://demo/demo',
    NEXTAUTH_SECRET: 'x'.repeat(32),
    PORTAL_URL: 'http://localhost',
    ...(storware ?? { STORWARE_URL: 'https://demo/api', STORWARE_LOGIN: 'x', STORWARE_PASSWORD: 'x' }),
  };
  const result = parseEnv({ ...standIns, ...given, ...storware });
  if ('faults' in result) throw malformed(result.faults);
}

function checkDistinct(ports: Record<string, number>): void {
  const seen = new Map<number, string>();
  for (const [name, value] of Object.entries(ports)) {
    const other = seen.get(value);
    if (other) throw malformed([`${other} and ${name} are both ${value}: give each a port of its own`]);
    seen.set(value, name);
  }
}

function dataFolderOf(given: string | undefined): string {
  const folder = path.resolve(given ?? path.join(projectRoot, '.data'));
  const holdsProject =
    projectRoot === folder || projectRoot.startsWith(folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`);
  if (holdsProject)
    throw malformed([`DATA_DIR is ${folder}, which holds this project: choose a folder of its own, such as .data`]);
  return folder;
}

function malformed(faults: readonly string[]): OperatorFault {
  return new OperatorFault(`The environment is not right: ${faults.join('; ')}. (All variables: .env.example)`);
}
