import type { Simulation } from '@/simulator/engine/simulation';
import { testSimulation } from '@/simulator/engine/test-simulation';
import { createApiApp } from '@/simulator/http/api-app';
import { Capabilities } from '@/simulator/http/capabilities';
import { Faults } from '@/simulator/http/faults';
import { Journal } from '@/simulator/http/journal';
import { Sessions } from '@/simulator/http/sessions';

export interface Answer {
  status: number;
  body: unknown;
  headers: Headers;
}

/** JSON as a test reads it: any path, undefined where there is nothing. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[key] : undefined,
    value,
  );
}

/** The body as a list; throws when it is none. */
export function list(answer: Answer): unknown[] {
  if (!Array.isArray(answer.body)) throw new Error(`Not a list: ${JSON.stringify(answer.body)}`);
  return answer.body as unknown[];
}

export interface TestApi {
  sim: Simulation;
  sessions: Sessions;
  journal: Journal;
  faults: Faults;
  capabilities: Capabilities;
  /** Sends a request with the session's cookie. */
  send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
}

/** The API in this process, with a session. For tests. */
export async function testApi(sim: Simulation = testSimulation()): Promise<TestApi> {
  const parts = {
    sim,
    sessions: new Sessions('portal', 'secret'),
    journal: new Journal(),
    faults: new Faults(),
    capabilities: new Capabilities(),
  };
  const app = createApiApp(parts);
  let cookie = '';
  const send: TestApi['send'] = async (method, path, body, headers = {}) => {
    const response = await app.request(`https://simulator.test/api${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...(cookie === '' ? {} : { Cookie: cookie }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') === true && text !== '';
    return { status: response.status, body: json ? (JSON.parse(text) as unknown) : text, headers: response.headers };
  };
  await send('POST', '/session/login', { login: 'portal', password: 'secret' });
  return { ...parts, send };
}
