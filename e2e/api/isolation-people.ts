import { demoPassword } from './portal-session';
import type { IdPlace, IsolationRow } from './isolation-matrix';

const xTenant: IdPlace = { in: 'header', name: 'X-Tenant', kind: 'tenant', status: 404 };
const json = { 'Content-Type': 'application/json' };
const v1 = '/api/v1';
const invitation = () => ({ email: `${crypto.randomUUID()}@invited.test`, role: 'VIEWER' });

const own = (
  method: IsolationRow['method'],
  path: string,
  success: IsolationRow['success'],
  body?: unknown,
  more: Partial<IsolationRow> = {},
): IsolationRow => ({
  method,
  path: `${v1}/me${path}`,
  kind: 'session',
  permission: null,
  ids: [xTenant],
  success,
  request: () => ({ path: `${v1}/me${path}`, ...(body === undefined ? {} : { headers: json, body }) }),
  ...more,
});

/** Rows of one's own account. */
const accountRows: readonly IsolationRow[] = [
  own('PATCH', '', 200, { timeZone: 'Europe/Berlin' }),
  own('GET', '/sessions', 200),
  own('DELETE', '/sessions/{id}', 204, undefined, {
    ids: [xTenant, { in: 'path', name: 'id', kind: 'ownSession', status: 404 }],
    request: ({ ownSession }) => ({ path: `${v1}/me/sessions/${encodeURIComponent(ownSession)}` }),
  }),
  own('DELETE', '/sessions', 200),
  own('GET', '/tokens', 200),
  own('POST', '/tokens', 201, undefined, {
    request: () => ({
      path: `${v1}/me/tokens`,
      headers: json,
      body: { name: 'Isolation', role: 'VIEWER', expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
    }),
  }),
  own('DELETE', '/tokens/{id}', 204, undefined, {
    ids: [xTenant, { in: 'path', name: 'id', kind: 'ownToken', status: 404 }],
    request: ({ ownToken }) => ({ path: `${v1}/me/tokens/${encodeURIComponent(ownToken)}` }),
  }),
  own('POST', '/proof', 204, { password: demoPassword }),
  own('POST', '/password', 200, { current: demoPassword, password: 'another password of the tests' }),
  {
    method: 'POST',
    path: `${v1}/password-resets`,
    kind: 'public',
    permission: null,
    ids: [],
    success: 200,
    isOver: true,
    request: () => ({
      path: `${v1}/password-resets`,
      headers: json,
      body: { token: 'x'.repeat(43), password: 'a password of nobody' },
    }),
  },
];

/** Rows of members, invitations, tenants and accounts. */
export const peopleRows: readonly IsolationRow[] = [
  ...accountRows,
  {
    method: 'GET',
    path: `${v1}/members`,
    kind: 'tenant',
    permission: 'member:read',
    ids: [xTenant],
    success: 200,
    request: () => ({ path: `${v1}/members` }),
  },
  {
    method: 'POST',
    path: `${v1}/members`,
    kind: 'tenant',
    permission: 'member:write',
    ids: [xTenant],
    success: 201,
    request: () => ({ path: `${v1}/members`, headers: json, body: invitation() }),
  },
  {
    method: 'PATCH',
    path: `${v1}/members/{id}`,
    kind: 'tenant',
    permission: 'member:write',
    ids: [xTenant, { in: 'path', name: 'id', kind: 'member', status: 404 }],
    success: 200,
    request: ({ member }) => ({
      path: `${v1}/members/${encodeURIComponent(member)}`,
      headers: json,
      body: { role: 'OPERATOR' },
    }),
  },
  {
    method: 'DELETE',
    path: `${v1}/members/{id}`,
    kind: 'tenant',
    permission: 'member:write',
    ids: [xTenant, { in: 'path', name: 'id', kind: 'endingMember', status: 404 }],
    success: 204,
    request: ({ endingMember }) => ({ path: `${v1}/members/${encodeURIComponent(endingMember)}` }),
  },
  {
    method: 'POST',
    path: `${v1}/members/{id}/reset`,
    kind: 'tenant',
    permission: 'member:write',
    ids: [xTenant, { in: 'path', name: 'id', kind: 'activeMember', status: 404 }],
    success: 201,
    request: ({ activeMember }) => ({ path: `${v1}/members/${encodeURIComponent(activeMember)}/reset` }),
  },
  {
    method: 'POST',
    path: `${v1}/invitations/accept`,
    kind: 'public',
    permission: null,
    ids: [],
    success: 201,
    isOver: true,
    request: () => ({
      path: `${v1}/invitations/accept`,
      headers: json,
      body: { token: 'x'.repeat(43), name: 'Nobody', password: 'a password of nobody' },
    }),
  },
  {
    method: 'POST',
    path: `${v1}/me/invitations`,
    kind: 'session',
    permission: null,
    ids: [xTenant],
    success: 200,
    isOver: true,
    request: () => ({ path: `${v1}/me/invitations`, headers: json, body: { token: 'x'.repeat(43) } }),
  },
  {
    method: 'GET',
    path: `${v1}/provider/tenants/{slug}/members`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: ({ tenant }) => ({ path: `${v1}/provider/tenants/${encodeURIComponent(tenant)}/members` }),
  },
  {
    method: 'POST',
    path: `${v1}/provider/tenants/{slug}/members`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 201,
    request: ({ tenant }) => ({
      path: `${v1}/provider/tenants/${encodeURIComponent(tenant)}/members`,
      headers: json,
      body: invitation(),
    }),
  },
  {
    method: 'GET',
    path: `${v1}/provider/overview`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: () => ({ path: `${v1}/provider/overview` }),
  },
  {
    method: 'POST',
    path: `${v1}/provider/tenants`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 201,
    request: (_ids, newKey) => ({
      path: `${v1}/provider/tenants`,
      headers: json,
      body: { name: `Isolation ${newKey()}` },
    }),
  },
  {
    method: 'GET',
    path: `${v1}/provider/tenants/{slug}`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: ({ tenant }) => ({ path: `${v1}/provider/tenants/${encodeURIComponent(tenant)}` }),
  },
  {
    method: 'PATCH',
    path: `${v1}/provider/tenants/{slug}`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: ({ tenant }) => ({
      path: `${v1}/provider/tenants/${encodeURIComponent(tenant)}`,
      headers: json,
      body: { language: 'en' },
    }),
  },
  {
    method: 'DELETE',
    path: `${v1}/provider/tenants/{slug}`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 204,
    request: ({ endingTenant }) => ({
      path: `${v1}/provider/tenants/${encodeURIComponent(endingTenant)}`,
      headers: json,
      body: {},
    }),
  },
];
