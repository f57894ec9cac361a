import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSimulator } from './simulator';
import type { TestSimulator } from './simulator';

describe('simulator under test', () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startSimulator({ machines: 20, name: 'simulator-harness' });
  });
  afterAll(() => simulator.stop());

  const status = (options: object): Promise<number | string> =>
    new Promise((resolve) => {
      request(`${simulator.url}/virtual-machines`, options, (response) => resolve(response.statusCode ?? 0))
        .once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
        .end();
    });

  test('serves TLS that is trusted only with its own CA', async () => {
    expect(await status({ ca: readFileSync(simulator.caFile) })).toBe(401);
    expect(await status({})).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  test('counts and logs its requests, and finds its machines by name', async () => {
    const { entries } = await simulator.control.journal();
    expect(entries.map((entry) => [entry.method, entry.path, entry.status])).toContainEqual([
      'GET',
      expect.stringContaining('/virtual-machines'),
      401,
    ]);
    const machines = await simulator.control.machines();
    expect(machines).toHaveLength(20);
    expect(await simulator.control.machines({ name: machines[0]!.name })).toContainEqual(machines[0]);
    expect((await simulator.control.projects()).map((project) => project.name)).toEqual(
      expect.arrayContaining(['acme', 'globex']),
    );
  });
});
