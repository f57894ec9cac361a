import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { SimClock } from '@/simulator/engine/timeline';
import { createControlApp } from '@/simulator/control/control-app';
import { startEngine } from '@/simulator/engine/housekeeping';
import type { Simulation } from '@/simulator/engine/simulation';
import { createSimulation } from '@/simulator/engine/simulation';
import { createApiApp } from '@/simulator/http/api-app';
import { Capabilities } from '@/simulator/http/capabilities';
import { issueServerCertificate, Listener, loadAuthority } from '@/simulator/http/listener';
import { Faults } from '@/simulator/http/faults';
import { RequestLog } from '@/simulator/http/request-log';
import { Sessions } from '@/simulator/api/session';
import { seedWorld } from '@/simulator/seed/seed-world';
import { keepStateFile, loadState } from './state-file';

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

/** Options from flags and environment, flags first; throws Error with one line that names the invalid option. */
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

export interface RunningSimulator {
  sim: Simulation;
  https: string;
  http: string;
  control: string;
  caFile: string;
  /** Closes all ports and writes the state file, if there is one. */
  stop: () => Promise<void>;
}

function urlOf(scheme: 'http' | 'https', host: string, port: number): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

async function createServerState(options: LaunchOptions): Promise<Simulation> {
  const start = options.time === undefined ? Date.now() : Date.parse(options.time);
  const clock = new SimClock(start, options.speed);
  const file = options['state-file'];
  const saved = file === undefined ? undefined : await loadState(file);
  // A reloaded server continues from the moment at which it was saved: its schedules catch up.
  const past = saved === undefined ? clock : new SimClock(saved.now, 0);
  const sim = createSimulation({ seed: options.seed, clock: past, workSpeed: options['work-speed'] });
  if (saved === undefined) seedWorld(sim, { machines: options.machines, projects: options.projects });
  else saved.restore(sim);
  startEngine(sim);
  if (saved !== undefined && start > saved.now) past.jump(start);
  past.setSpeed(options.speed);
  sim.timeline.catchUp();
  return sim;
}

/** Starts a simulator; rejects with the system's error when a port is taken. */
export async function startSimulator(options: LaunchOptions): Promise<RunningSimulator> {
  const sim = await createServerState(options);
  const { host } = options;
  const names = [...new Set(['localhost', '127.0.0.1', '::1', host])];
  const tls = await issueServerCertificate(await loadAuthority(options['ca-file']), names);
  const capabilities = new Capabilities(options.profile === 'guide' ? 'guide' : null);
  const parts = {
    sim,
    sessions: new Sessions(options.login, options.password),
    requestLog: new RequestLog(),
    faults: new Faults(),
    capabilities,
  };
  const api = createApiApp(parts);
  const https = new Listener(api, { host, port: options['https-port'], tls });
  const http = new Listener(api, { host, port: options['http-port'] });
  const apiPorts = [https, http];
  const setOutage = async (on: boolean): Promise<void> => {
    await Promise.all(apiPorts.map((listener) => (on ? listener.close() : listener.open())));
  };
  const control = new Listener(createControlApp({ ...parts, setOutage }), { host, port: options['control-port'] });
  const allPorts = [...apiPorts, control];
  try {
    for (const listener of allPorts) await listener.open();
  } catch (error) {
    await Promise.all(allPorts.map((listener) => listener.close()));
    throw error;
  }
  const stopDriver = driveInRealTime(sim);
  const file = options['state-file'];
  const stopKeeping = file === undefined ? undefined : keepStateFile(sim, file);
  return {
    sim,
    https: urlOf('https', host, https.port),
    http: urlOf('http', host, http.port),
    control: urlOf('http', host, control.port),
    caFile: options['ca-file'],
    stop: async () => {
      stopDriver();
      await Promise.all(allPorts.map((listener) => listener.close()));
      await stopKeeping?.();
    },
  };
}

const MAX_SLEEP_MS = 1000;

/**
 * Keeps a simulation going in real time also without requests: wakes at the next event. Returns a function that stops
 * it.
 */
function driveInRealTime(sim: Simulation): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wake = (): void => {
    sim.timeline.catchUp();
    const next = sim.timeline.nextAt;
    const wait = next === null || sim.clock.speed === 0 ? MAX_SLEEP_MS : (next - sim.timeline.now) / sim.clock.speed;
    timer = setTimeout(wake, Math.min(MAX_SLEEP_MS, Math.max(5, wait)));
  };
  wake();
  return () => clearTimeout(timer);
}
