import { SimClock } from './clock';
import { createControlApp } from './control/control-app';
import { startEngine } from './engine/housekeeping';
import { createSimulation } from './engine/simulation';
import type { Simulation } from './engine/simulation';
import { createApiApp } from './http/api-app';
import { Capabilities } from './http/capabilities';
import { issueServerCertificate, Listener, loadAuthority } from './http/listener';
import { Faults } from './http/faults';
import { Journal } from './http/journal';
import { Sessions } from './http/sessions';
import type { LaunchOptions } from './options';
import { seedWorld } from './seed/seed-world';
import { keepStateFile, loadState } from './state-file';

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
  // A reloaded server goes on from the moment at which it was saved: what its schedules would have done since, they do now.
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
    journal: new Journal(),
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
  const everyPort = [...apiPorts, control];
  try {
    for (const listener of everyPort) await listener.open();
  } catch (error) {
    await Promise.all(everyPort.map((listener) => listener.close()));
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
      await Promise.all(everyPort.map((listener) => listener.close()));
      await stopKeeping?.();
    },
  };
}

const LONGEST_NAP_MS = 1000;

/** Keeps a simulation going in real time also when nobody asks: wakes at the next event. Answers how to stop it. */
function driveInRealTime(sim: Simulation): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wake = (): void => {
    sim.timeline.catchUp();
    const next = sim.timeline.nextAt;
    const wait = next === null || sim.clock.speed === 0 ? LONGEST_NAP_MS : (next - sim.timeline.now) / sim.clock.speed;
    timer = setTimeout(wake, Math.min(LONGEST_NAP_MS, Math.max(5, wait)));
  };
  wake();
  return () => clearTimeout(timer);
}
