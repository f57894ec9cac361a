import { OperatorFault } from '@/lib/core/app-error';
import { startNodeProcess } from './node-process';
import type { NodeProcess } from './node-process';

/** The account that the simulator is started with. */
export const simulatorAccount = { login: 'portal', password: 'Simulator-Passw0rd' };
export type SimulatorAddresses = { https: string; http: string; control: string; caFile: string };
export type SimulatorProcess = SimulatorAddresses & { process: NodeProcess };

type SimulatorOptions = { args: readonly string[]; logFile: string; env?: Record<string, string> };
const startDeadlineMs = 60_000;

/** Starts `simulator/main.ts` with the flags in `args` and waits for its line of readiness. */
export async function startSimulatorProcess(options: SimulatorOptions): Promise<SimulatorProcess> {
  const {
    SIMULATOR_PORT: _https,
    SIMULATOR_HTTP_PORT: _http,
    SIMULATOR_CONTROL_PORT: _control,
    STORWARE_PROFILE: _profile,
    ...inherited
  } = process.env;
  let announce: (line: string) => void = () => undefined;
  const announced = new Promise<string>((resolve) => {
    announce = resolve;
  });
  const simulator = startNodeProcess({
    name: 'simulator',
    args: ['--import', 'tsx', 'simulator/main.ts', ...options.args],
    // Not as flags: those can be read by every user of the machine.
    env: {
      ...inherited,
      SIMULATOR_LOGIN: simulatorAccount.login,
      SIMULATOR_PASSWORD: simulatorAccount.password,
      ...options.env,
    },
    logFile: options.logFile,
    onLine: (line) => {
      if (line.startsWith('{"ready":true')) announce(line);
    },
  });
  const deadline = new Promise<null>((resolve) => setTimeout(resolve, startDeadlineMs, null).unref());
  const line = await Promise.race([announced, simulator.ended.then(() => null), deadline]);
  if (line === null) {
    await simulator.kill();
    throw new OperatorFault(
      `The simulator did not start: ${simulator.lastWords().split('\n').at(-1) ?? ''} (its log: ${simulator.logFile})`,
    );
  }
  return { ...(JSON.parse(line) as SimulatorAddresses), process: simulator };
}
