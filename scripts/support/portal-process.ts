import { existsSync } from 'node:fs';
import path from 'node:path';
import { OperatorFault } from '@/lib/core/app-error';
import { startNodeProcess } from './node-process';
import type { NodeProcess } from './node-process';
import { projectRoot } from './project-root';

export const standaloneFolder = path.join(projectRoot, '.next', 'standalone');

type PortalOptions = { env: Record<string, string>; host: string; port: number; logFile: string };
export type PortalProcess = { url: string; process: NodeProcess };

/** Starts the production build. The caller checks at `/readyz` whether it is ready. */
export function startPortalProcess(options: PortalOptions): PortalProcess {
  const server = path.join(standaloneFolder, 'server.js');
  if (!existsSync(server)) throw new OperatorFault('There is no production build: npm run build makes it.');
  const url = addressOf(options.host, options.port);
  const portal = startNodeProcess({
    name: 'portal',
    args: [server],
    cwd: standaloneFolder,
    env: {
      ...process.env,
      PORTAL_URL: process.env['PORTAL_URL'] || url,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      ...options.env,
      HOSTNAME: options.host,
      PORT: String(options.port),
    },
    logFile: options.logFile,
  });
  return { url, process: portal };
}

/** The address under which a browser on this machine finds `host`. */
export function addressOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** The status of the portal's `/readyz`, or null while nobody listens. */
export async function readiness(url: string): Promise<{ status: number; text: string } | null> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
    return { status: response.status, text: await response.text() };
  } catch {
    return null;
  }
}
