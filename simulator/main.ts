/**
 * A simulated Storware Backup & Recovery server for development and tests, based on STORWARE_API.md and the vendor's
 * integration guide. Its limits: it was written without access to a real server. It has virtual machines only, checks
 * no privileges (one account that may do everything), writes no snapshot policies, moves no data, and invents what is
 * not documented: error texts, status codes of refusals, states of mounts, durations. See README.md beside this file.
 */
import type { RunningSimulator } from './start';
import { launchOptions, startSimulator } from './start';

function fail(error: unknown): never {
  const { code, message, port } = error as { code?: string; message?: string; port?: number };
  const text =
    code === 'EADDRINUSE' ? `Port ${String(port)} is already in use; choose another one` : (message ?? String(error));
  process.stderr.write(`simulator: ${text}\n`);
  process.exit(1);
}

let simulator: RunningSimulator | undefined;
let stopping = false;

function stop(): void {
  if (stopping) return;
  stopping = true;
  if (simulator === undefined) process.exit(0);
  simulator.stop().then(() => process.exit(0), fail);
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);
try {
  simulator = await startSimulator(launchOptions(process.argv.slice(2), process.env));
  const { https, http, control, caFile } = simulator;
  process.stdout.write(`${JSON.stringify({ ready: true, https, http, control, caFile })}\n`);
} catch (error) {
  fail(error);
}
