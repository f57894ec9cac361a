import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';

const Ready = z.object({
  ready: z.literal(true),
  https: z.string(),
  http: z.string(),
  control: z.string(),
  caFile: z.string(),
});
const startDeadlineMs = 60_000;

export type SimulatorProcess = {
  url: string;
  /** PEM of its authority. */
  ca: string;
  /** Calls the control API; throws for a status that is no success. */
  control: (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => Promise<unknown>;
  stop: () => Promise<void>;
};

/** Starts the simulator as a program of its own, on free ports, over TLS. */
export async function startSimulator(...options: readonly string[]): Promise<SimulatorProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'storware-simulator-'));
  const ports = ['--https-port', '0', '--http-port', '0', '--control-port', '0'];
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'simulator/main.ts', ...ports, '--data-dir', folder, ...options],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [line] = (await once(createInterface(child.stdout), 'line', {
      signal: AbortSignal.timeout(startDeadlineMs),
    })) as [string];
    const ready = Ready.parse(JSON.parse(line));
    return {
      url: `${ready.https}/api`,
      ca: await readFile(ready.caFile, 'utf8'),
      control: async (method, path, body) => {
        const response = await fetch(`${ready.control}${path}`, {
          method,
          ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
        return text === '' ? undefined : (JSON.parse(text) as unknown);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw new Error(`the simulator did not start: ${complaints.join('')}`, { cause: error });
  }
}
