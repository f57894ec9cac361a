import type { IdPlace, Ids, IsolationRow } from './isolation-matrix';

const xTenant: IdPlace = { in: 'header', name: 'X-Tenant', kind: 'tenant', status: 404 };
const json = { 'Content-Type': 'application/json' };
const v1 = '/api/v1';
const inPath = (kind: IdPlace['kind']): IdPlace => ({ in: 'path', name: 'guid', kind, status: 404 });
const inBody = (name: string, kind: IdPlace['kind']): IdPlace => ({ in: 'body', name, kind, status: 404 });

const scheduleBody = (at: string) => ({
  name: 'Isolation',
  backupType: 'FULL',
  timeZone: 'Europe/Warsaw',
  execution: { kind: 'TIME', at },
  daysOfWeek: ['MONDAY'],
  startWindowMinutes: 60,
});
const policyPath = (guid: string): string => `${v1}/policies/${encodeURIComponent(guid)}`;
const schedulePath = (guid: string): string => `${v1}/schedules/${encodeURIComponent(guid)}`;

/** A policy that is written as a whole: with its own schedule and a new one. */
const policyBody = ({ machine, destination, schedule }: Ids, name: string) => ({
  name,
  priority: 61,
  machines: [machine],
  moveMachines: [machine],
  destination,
  schedules: [{ ...scheduleBody('03:33'), guid: schedule }],
});

/** The rows of policies and schedules. Later ones use what earlier ones wrote: see `writes`. */
export const policyRows: readonly IsolationRow[] = [
  {
    method: 'GET',
    path: `${v1}/policies`,
    kind: 'tenant',
    permission: 'policy:read',
    ids: [xTenant],
    success: 200,
    request: () => ({ path: `${v1}/policies` }),
  },
  {
    method: 'POST',
    path: `${v1}/policies`,
    kind: 'tenant',
    permission: 'policy:write',
    ids: [
      xTenant,
      inBody('machines', 'machine'),
      inBody('destination', 'destination'),
      {
        ...inBody('secondaryDestination', 'destination'),
        request: ({ destination }, newKey) => ({
          path: `${v1}/policies`,
          headers: json,
          body: { name: `Isolation ${newKey()}`, destination, secondaryDestination: destination },
        }),
      },
      {
        ...inBody('schedules.0.guid', 'schedule'),
        request: ({ destination, schedule }, newKey) => ({
          path: `${v1}/policies`,
          headers: json,
          body: {
            name: `Isolation ${newKey()}`,
            destination,
            schedules: [{ ...scheduleBody('02:22'), guid: schedule }],
          },
        }),
      },
    ],
    success: 201,
    // A schedule, and the policy with its rule.
    writes: 2,
    request: ({ machine, destination }, newKey) => ({
      path: `${v1}/policies`,
      headers: json,
      body: {
        name: `Isolation ${newKey()}`,
        machines: [machine],
        moveMachines: [machine],
        destination,
        schedules: [scheduleBody('02:22')],
      },
    }),
  },
  {
    method: 'GET',
    path: `${v1}/policies/options`,
    kind: 'tenant',
    permission: 'policy:read',
    ids: [xTenant],
    success: 200,
    request: () => ({ path: `${v1}/policies/options` }),
  },
  {
    method: 'GET',
    path: `${v1}/policies/assignments/{id}`,
    kind: 'tenant',
    permission: 'policy:read',
    ids: [xTenant, { in: 'path', name: 'id', kind: 'assignment', status: 404 }],
    success: 200,
    request: ({ assignment }) => ({ path: `${v1}/policies/assignments/${assignment}` }),
  },
  {
    method: 'POST',
    path: `${v1}/policies/assignments`,
    kind: 'tenant',
    permission: 'policy:write',
    ids: [xTenant, inBody('policy', 'ownPolicy'), inBody('machines', 'machine')],
    success: 200,
    mayBeAccepted: true,
    request: ({ ownPolicy, machine }) => ({
      path: `${v1}/policies/assignments`,
      headers: json,
      body: { policy: ownPolicy, machines: [machine], move: [] },
    }),
  },
  {
    method: 'PUT',
    path: `${v1}/policies/assignments`,
    kind: 'tenant',
    permission: 'policy:write',
    ids: [xTenant, inBody('policy', 'ownPolicy'), inBody('machines', 'machine')],
    success: 200,
    mayBeAccepted: true,
    writes: 1,
    request: ({ ownPolicy, machine }) => ({
      path: `${v1}/policies/assignments`,
      headers: json,
      body: { policy: ownPolicy, machines: [machine], move: [machine] },
    }),
  },
  {
    method: 'GET',
    path: `${v1}/policies/{guid}`,
    kind: 'tenant',
    permission: 'policy:read',
    ids: [xTenant, inPath('ownPolicy')],
    success: 200,
    request: ({ ownPolicy }) => ({ path: policyPath(ownPolicy) }),
  },
  {
    method: 'PUT',
    path: `${v1}/policies/{guid}`,
    kind: 'tenant',
    permission: 'policy:write',
    ids: [
      xTenant,
      inPath('ownPolicy'),
      inBody('machines', 'machine'),
      inBody('destination', 'destination'),
      inBody('schedules.0.guid', 'schedule'),
    ],
    success: 200,
    // Its schedule, its rule and the policy itself, which are all renamed.
    writes: 3,
    request: (ids, newKey) => ({
      path: policyPath(ids.ownPolicy),
      headers: json,
      body: policyBody(ids, `Isolation ${newKey()}`),
    }),
  },
  {
    method: 'GET',
    path: `${v1}/schedules`,
    kind: 'tenant',
    permission: 'policy:read',
    ids: [xTenant, { in: 'query', name: 'policy', kind: 'ownPolicy', status: 200 }],
    success: 200,
    request: ({ ownPolicy }) => ({ path: `${v1}/schedules?policy=${encodeURIComponent(ownPolicy)}` }),
  },
  {
    method: 'POST',
    path: `${v1}/schedules`,
    kind: 'tenant',
    permission: 'policy:write',
    ids: [xTenant, inBody('policy', 'ownPolicy')],
    success: 201,
    // The schedule, and the rule that uses it.
    writes: 2,
    request: ({ ownPolicy }, newKey) => ({
      path: `${v1}/schedules`,
      headers: json,
      body: { ...scheduleBody('05:55'), name: newKey(), policy: ownPolicy },
    }),
  },
  {
    method: 'POST',
    path: `${v1}/schedules/preview`,
    kind: 'tenant',
    permission: 'policy:read',
    ids: [xTenant],
    success: 200,
    request: () => ({ path: `${v1}/schedules/preview`, headers: json, body: scheduleBody('02:00') }),
  },
  {
    method: 'GET',
    path: `${v1}/schedules/{guid}`,
    kind: 'tenant',
    permission: 'policy:read',
    ids: [xTenant, inPath('schedule')],
    success: 200,
    request: ({ schedule }) => ({ path: schedulePath(schedule) }),
  },
  {
    method: 'PUT',
    path: `${v1}/schedules/{guid}`,
    kind: 'tenant',
    permission: 'policy:write',
    ids: [xTenant, inPath('schedule')],
    success: 200,
    writes: 1,
    request: ({ schedule }) => ({ path: schedulePath(schedule), headers: json, body: scheduleBody('04:44') }),
  },
  {
    method: 'DELETE',
    path: `${v1}/schedules/{guid}`,
    kind: 'tenant',
    permission: 'policy:write',
    ids: [xTenant, inPath('endingSchedule')],
    success: 200,
    // Removed from its rule, and deleted.
    writes: 2,
    request: ({ endingSchedule }) => ({ path: schedulePath(endingSchedule) }),
  },
  {
    method: 'DELETE',
    path: `${v1}/policies/{guid}`,
    kind: 'tenant',
    permission: 'policy:write',
    ids: [xTenant, inPath('endingPolicy')],
    success: 200,
    // The policy, and its remaining schedule.
    writes: 2,
    request: ({ endingPolicy }) => ({ path: policyPath(endingPolicy) }),
  },
];
