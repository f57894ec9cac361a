import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { testSimulation } from '@/simulator/testing/test-simulation';
import { createApiApp } from '@/simulator/http/api-app';

import { at, testApi } from '@/simulator/testing/test-api';

/** Fields that any request may have, so that generated bodies pass the first check. */
const FIELDS = [
  'name',
  'priority',
  'active',
  'vms',
  'rules',
  'autoAssignSettings',
  'mode',
  'includeTags',
  'includeRegExps',
  'hvClusters',
  'ruleBackupDestinations',
  'roleType',
  'backupDestination',
  'backupRetentionSettings',
  'schedules',
  'policy',
  'type',
  'backupType',
  'executionType',
  'hour',
  'interval',
  'startHour',
  'endHour',
  'frequency',
  'daysOfWeek',
  'months',
  'protectedEntities',
  'entities',
  'backup',
  'backupLocation',
  'hypervisorManager',
  'restoreProject',
  'taskFiles',
  'restoredNetworks',
  'unmountTime',
  'mountedFileSystems',
  'value',
  'recipients',
  'credential',
  'retentionHint',
  'archiveExpire',
  'guid',
  'path',
  'paths',
  'state',
  'groupBy',
  'from',
  'to',
  'windowStart',
  'windowEnd',
  'login',
  'password',
  'rule',
  'mountedBackup',
  'excludedFromBackup',
  'hypervisorManagers',
  '__proto__',
  'constructor',
  'toString',
];
const NAMES = [
  'PRIMARY',
  'SECONDARY',
  'FULL',
  'TIME',
  'INTERVAL',
  'MONDAY',
  'VM_BACKUP',
  'VM_SNAPSHOT',
  'DISABLED',
  'ASSIGN_ONLY',
  'CANCELLED',
  'ARCHIVE',
  'AUTO',
  'constructor',
  '__proto__',
  'toString',
];

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    '0',
    '77',
    'NaN',
    'x',
    [],
    {},
    true,
    'true',
    -1,
    1e300,
    1.5,
    '(',
    { name: '' },
    { guid: '' },
    [null],
  ),
  fc.constantFrom(...NAMES),
  fc.constantFrom('GUID'),
);
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...FIELDS), tie('value'), { maxKeys: 8 }),
  ),
})).value;
const QUERY = [
  'orderBy',
  'direction',
  'filter',
  'nameLike',
  'page',
  'size',
  'from',
  'to',
  'backup',
  'protected-entity',
  'virtual-machine',
  'states',
  'type',
  'project-uuid',
  'hypervisor',
  'mounted-backup',
  'backup-guid',
  'extended',
  'policy',
  'min-size',
  'root-backup',
];
const query = fc.dictionary(
  fc.constantFrom(...QUERY),
  fc.constantFrom(
    '',
    'null',
    'undefined',
    'name',
    'constructor',
    '__proto__',
    'guid.length',
    'asc',
    '-1',
    '1e300',
    'NaN',
    '0',
    '1',
    'GUID',
    '%00',
    '(',
    'true',
  ),
  { maxKeys: 4 },
);

describe('invalid requests', () => {
  test('are never answered with 500, and are refused with a message', async () => {
    const api = await testApi(testSimulation({ machines: 12 }));
    const { world } = api.sim;
    const routes = createApiApp(api).routes.filter(
      ({ method, path }) =>
        method !== 'ALL' && path.startsWith('/api/') && !path.includes('__sim') && !path.includes('logout'),
    );
    const guids = (): string[] =>
      [
        world.machines,
        world.policies,
        world.rules,
        world.schedules,
        world.backups,
        world.destinations,
        world.managers,
        world.tasks,
        world.mounts,
        world.disks,
      ].flatMap((table) => [...table.keys()].slice(0, 2));
    const filled = (given: unknown, pick: number): unknown =>
      JSON.parse(
        JSON.stringify(given ?? null).replaceAll('"GUID"', JSON.stringify(guids()[pick % guids().length])),
      ) as unknown;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        fc.constantFrom('', 'HEAD', 'OPTIONS'),
        value,
        query,
        fc.nat(20),
        async (route, other, body, search, pick) => {
          const guid = guids()[pick % guids().length] ?? 'x';
          const path = route.path.slice('/api'.length).replace(/:\w+/, pick % 3 === 0 ? 'nobody' : guid);
          const searchParams = new URLSearchParams(
            Object.entries(search).map(([name, text]) => [name, text === 'GUID' ? guid : text]),
          ).toString();
          const method = other === '' ? route.method : other;
          const answer = await api.send(
            method,
            `${path}?${searchParams}`,
            method === 'GET' || method === 'HEAD' ? undefined : filled(body, pick),
          );
          if (answer.status === 401) await api.send('POST', '/session/login', { login: 'portal', password: 'secret' });
          expect([route.method, path, searchParams, answer.status]).not.toContain(500);
          if (answer.status >= 400 && method !== 'HEAD')
            expect([path, typeof at(answer.body, 'message')]).toEqual([path, 'string']);
        },
      ),
      { numRuns: 1500 },
    );
  }, 60_000);
});
