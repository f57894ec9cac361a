import type { IsolationRow } from './isolation-matrix';

const v1 = '/api/v1';

/** Rows of the audit trail. */
export const auditRows: readonly IsolationRow[] = [
  {
    method: 'GET',
    path: `${v1}/audit`,
    kind: 'tenant',
    permission: 'audit:read',
    ids: [
      { in: 'header', name: 'X-Tenant', kind: 'tenant', status: 404 },
      { in: 'query', name: 'object', kind: 'machine', status: 200 },
    ],
    success: 200,
    request: ({ machine }) => ({ path: `${v1}/audit?object=${encodeURIComponent(machine)}` }),
  },
  {
    method: 'GET',
    path: `${v1}/audit/export`,
    kind: 'tenant',
    permission: 'audit:read',
    ids: [
      { in: 'header', name: 'X-Tenant', kind: 'tenant', status: 404 },
      {
        in: 'query',
        name: 'tenant',
        kind: 'tenant',
        status: 404,
        request: ({ tenant }) => ({ path: `${v1}/audit/export?format=jsonl&tenant=${encodeURIComponent(tenant)}` }),
      },
    ],
    success: 200,
    isDownload: true,
    request: () => ({ path: `${v1}/audit/export?format=jsonl` }),
  },
  {
    method: 'GET',
    path: `${v1}/provider/audit`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    request: () => ({ path: `${v1}/provider/audit` }),
  },
  {
    method: 'GET',
    path: `${v1}/provider/audit/export`,
    kind: 'provider',
    permission: 'provider',
    ids: [],
    success: 200,
    isDownload: true,
    request: () => ({ path: `${v1}/provider/audit/export?format=csv` }),
  },
];
