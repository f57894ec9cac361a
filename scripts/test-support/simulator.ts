import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '@/scripts/support/project-root';
import { simulatorAccount, startSimulatorProcess } from '@/scripts/support/simulator-process';
import { SimulatorControl } from './simulator-control';

export type TestSimulator = {
  /** The API over TLS, `/api` included: STORWARE_URL. */
  url: string;
  /** The same over plain HTTP. */
  httpUrl: string;
  controlUrl: string;
  caFile: string;
  login: string;
  password: string;
  control: SimulatorControl;
  stop(): Promise<void>;
  kill(): Promise<void>;
};

export type TestSimulatorOptions = {
  machines?: number;
  projects?: number;
  seed?: number;
  /** Divides the durations of simulated work: with 200 a backup takes moments. Default 1. */
  workSpeed?: number;
  /** Rate of its clock; default 1. */
  speed?: number;
  /** More flags, as in `npm run simulator`. */
  args?: readonly string[];
  /** Name of its log in test-results/logs. */
  name?: string;
};

export const testLogFolder = path.join(projectRoot, 'test-results', 'logs');

/** Starts a simulator of its own on free ports, with its data in a folder that `stop` removes. */
export async function startSimulator(options: TestSimulatorOptions = {}): Promise<TestSimulator> {
  const folder = mkdtempSync(path.join(tmpdir(), 'portal-simulator-'));
  const flags = {
    'https-port': 0,
    'http-port': 0,
    'control-port': 0,
    'data-dir': folder,
    machines: options.machines ?? 120,
    projects: options.projects ?? 8,
    seed: options.seed ?? 1,
    speed: options.speed ?? 1,
    'work-speed': options.workSpeed ?? 1,
  };
  const args = [
    ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(options.args ?? []),
  ];
  const simulator = await startSimulatorProcess({
    args,
    logFile: path.join(testLogFolder, `${options.name ?? `simulator-${path.basename(folder)}`}.log`),
  });
  const clean = (): void => rmSync(folder, { recursive: true, force: true });
  return {
    url: `${simulator.https}/api`,
    httpUrl: `${simulator.http}/api`,
    controlUrl: simulator.control,
    caFile: path.resolve(simulator.caFile),
    ...simulatorAccount,
    control: new SimulatorControl(simulator.control),
    stop: async () => {
      await simulator.process.stop();
      clean();
    },
    kill: async () => {
      await simulator.process.kill();
      clean();
    },
  };
}
