import { request } from 'node:http';
import { expect, test } from '@playwright/test';
import * as z from 'zod';
import { AuditList } from '@/lib/contracts/audit';
import { OwnSessionList } from '@/lib/contracts/account';
import { ApiTokenList } from '@/lib/contracts/token';
import { BackupOptions } from '@/lib/contracts/backup';
import { CapabilityList, Checklist, Entitlements, ProviderMachineList, StorwareLink } from '@/lib/contracts/provider';
import { ProviderOverview } from '@/lib/contracts/provider-overview';
import { errorStatus, Problem } from '@/lib/contracts/problem';
import type { ErrorCode } from '@/lib/contracts/problem';
import { ExpectedRunList } from '@/lib/contracts/expected-run';
import { MachineChoices, MachineDetail, MachineFacets, MachineList } from '@/lib/contracts/machine';
import { Me } from '@/lib/contracts/me';
import { MemberList } from '@/lib/contracts/member';
import { DownloadList, FileList, MountDetail, MountList, MountOptions } from '@/lib/contracts/mount';
import { Operation, OperationList } from '@/lib/contracts/operation';
import { Overview, SearchAnswer } from '@/lib/contracts/overview';
import { AssignPolicyAnswer, Policy, PolicyList, PolicyOptions } from '@/lib/contracts/policy';
import { RecoveryPointDetail, RecoveryPointList } from '@/lib/contracts/recovery-point';
import { RestoreList, RestoreOptions } from '@/lib/contracts/restore';
import { ScheduleDetail, ScheduleList } from '@/lib/contracts/schedule';
import { TenantStatus } from '@/lib/contracts/status';
import { ProviderTenantDetail, ProviderTenantList } from '@/lib/contracts/tenant';
import { stack } from '@/e2e/support/stack';
import { eventually } from '@/scripts/test-support/eventually';
import { ask } from './ask';
import { requestBackup } from './backup-requests';
import { isolationMatrix, operatorHolds } from './isolation-matrix';
import type { Ids } from './isolation-matrix';
import { peopleIds, tenantIds } from './member-requests';
import { mountablePoints, mountIds } from './mount-requests';
import { policyIds } from './policy-requests';
import { newKey, PortalSession } from './portal-session';
import type { ApiAnswer } from './portal-session';
import { restoreIds } from './restore-requests';

test.describe.configure({ mode: 'default' });

/** The contract of each GET. A route that is missing here fails below. */
const contracts: Readonly<Record<string, z.ZodType>> = {
  '/api/v1/me': Me,
  '/api/v1/audit': AuditList,
  '/api/v1/provider/audit': AuditList,
  '/api/v1/overview': Overview,
  '/api/v1/status': TenantStatus,
  '/api/v1/machines': MachineList,
  '/api/v1/machines/facets': MachineFacets,
  '/api/v1/machines/choices': MachineChoices,
  '/api/v1/search': SearchAnswer,
  '/api/v1/machines/{guid}': MachineDetail,
  '/api/v1/machines/{guid}/recovery-points': RecoveryPointList,
  '/api/v1/machines/{guid}/backup-options': BackupOptions,
  '/api/v1/recovery-points/{guid}': RecoveryPointDetail,
  '/api/v1/recovery-points/{guid}/mount-options': MountOptions,
  '/api/v1/recovery-points/{guid}/restore-options': RestoreOptions,
  '/api/v1/restores': RestoreList,
  '/api/v1/machines/{guid}/restores': RestoreList,
  '/api/v1/provider/tenants/{slug}/entitlements': Entitlements,
  '/api/v1/mounts': MountList,
  '/api/v1/mounts/{guid}': MountDetail,
  '/api/v1/mounts/{guid}/files': FileList,
  '/api/v1/mounts/{guid}/downloads': DownloadList,
  '/api/v1/expected-runs': ExpectedRunList,
  '/api/v1/policies': PolicyList,
  '/api/v1/policies/options': PolicyOptions,
  '/api/v1/policies/assignments/{id}': AssignPolicyAnswer,
  '/api/v1/policies/{guid}': Policy,
  '/api/v1/members': MemberList,
  '/api/v1/me/sessions': OwnSessionList,
  '/api/v1/me/tokens': ApiTokenList,
  '/api/v1/provider/capabilities': CapabilityList,
  '/api/v1/provider/tenants/{slug}/members': MemberList,
  '/api/v1/schedules': ScheduleList,
  '/api/v1/schedules/{guid}': ScheduleDetail,
  '/api/v1/operations': OperationList,
  '/api/v1/operations/{id}': Operation,
  '/api/v1/provider/machines': ProviderMachineList,
  '/api/v1/provider/tenants': ProviderTenantList,
  '/api/v1/provider/overview': ProviderOverview,
  '/api/v1/provider/tenants/{slug}': ProviderTenantDetail,
  '/api/v1/provider/checklist': Checklist,
  '/api/v1/provider/storware': StorwareLink,
};

let url: string;
let operator: PortalSession;
let admin: PortalSession;
let provider: PortalSession;
let ids: Ids;
test.beforeAll(async () => {
  url = stack().portalUrl;
  [operator, admin, provider] = [
    await PortalSession.signIn(url, 'operator@acme.test'),
    await PortalSession.signIn(url, 'admin@acme.test'),
    await PortalSession.signIn(url, 'provider@portal.test'),
  ];
  const machines = await eventually('machines with a policy', async () => {
    const { items } = MachineList.parse((await operator.call('/api/v1/machines?presence=present&pageSize=200')).json);
    return items.some(({ policy, lastSuccessAt }) => policy && lastSuccessAt) ? items : null;
  });
  const machine = machines.find(({ policy, lastSuccessAt }) => policy && lastSuccessAt);
  const idle = machines.filter(({ operation }) => operation === null).at(-1);
  await requestBackup(operator, [idle?.guid ?? '']);
  const [operation] = OperationList.parse((await operator.call('/api/v1/operations')).json).items;
  const [point = '', another = ''] = await mountablePoints(operator, machine?.guid ?? '');
  const destination =
    PolicyOptions.parse((await admin.call('/api/v1/policies/options')).json).destinations[0]?.guid ?? '';
  ids = {
    machine: machine?.guid ?? '',
    recoveryPoint: point,
    operation: operation?.id ?? '',
    policy: machine?.policy?.guid ?? '',
    destination,
    tenant: 'acme',
    ...(await policyIds(admin, destination)),
    ...(await peopleIds(operator, admin)),
    ...(await tenantIds(provider)),
    ...(await mountIds(operator, point, another)),
    ...(await restoreIds(operator, point)),
  };
});

/**
 * Checks a problem against RFC 9457 and PORTAL_API.md: its fields agree with the head of the response, and there are no
 * others.
 */
function expectProblem(answer: ApiAnswer, code: ErrorCode): Problem {
  expect(answer.status, answer.text).toBe(errorStatus[code]);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = z.strictObject(Problem.shape).parse(answer.json);
  expect(problem).toMatchObject({ code, status: answer.status, requestId: answer.headers.get('x-request-id') });
  expect(problem.errors !== undefined, 'faults are listed for validation only').toBe(code === 'validation_failed');
  return problem;
}

/** The status for a body of a megabyte that is sent in pieces, without a length. */
function statusOfUnannouncedBody(path: string, session: PortalSession): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      Origin: url,
      Cookie: session.cookieHeader(),
      'Content-Type': 'application/json',
      'Idempotency-Key': newKey(),
    };
    const sending = request(`${url}${path}`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sending.once('error', reject);
    for (let piece = 0; piece < 64; piece += 1) sending.write(' '.repeat(16 * 1024));
    sending.end();
  });
}

/** The browser's `fetch` refuses to send it. */
function statusOfTrace(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(`${url}${path}`, { method: 'TRACE' }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sending.once('error', reject);
    sending.end();
  });
}

test.describe('a response', () => {
  for (const row of isolationMatrix.filter(
    ({ method, isStream, isDownload, isText, kind }) =>
      method === 'GET' && !isStream && !isDownload && !isText && kind !== 'public',
  )) {
    test(`of GET ${row.path} matches its contract, without further fields`, async () => {
      const schema = contracts[row.path];
      const member = operatorHolds(row) ? operator : admin;
      const answer = await ask(row.kind === 'provider' ? provider : member, row, row.request(ids, newKey));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
      // Contracts drop unknown fields: the result must be equal to the response.
      expect(schema?.parse(answer.json)).toEqual(answer.json);
    });
  }
});

test.describe('an invalid request', () => {
  test('reports each error of its query by name', async () => {
    for (const [query, paths] of [
      ['sort=colour', ['sort']],
      ['sort=name,platform', ['sort']],
      ['page=0', ['page']],
      ['page=1.5', ['page']],
      ['pageSize=201', ['pageSize']],
      ['pageSize=many', ['pageSize']],
      ['pageSize=0&page=-1&sort=--name', ['page', 'pageSize', 'sort']],
      [`search=${'x'.repeat(201)}`, ['search']],
      ['search=%00', ['search']],
      ['page=1&page=2', ['page']],
      ['presence=perhaps', ['presence']],
      ['protection=SAFE', ['protection.0']],
    ] as const) {
      const problem = expectProblem(await operator.call(`/api/v1/machines?${query}`), 'validation_failed');
      expect((problem.errors ?? []).map(({ path }) => path).sort(), query).toEqual([...paths]);
    }
    expectProblem(
      await operator.call(`/api/v1/machines/${ids.machine}/recovery-points?from=yesterday`),
      'validation_failed',
    );
    expectProblem(await operator.call('/api/v1/operations?state=DONE'), 'validation_failed');
    expectProblem(await provider.call('/api/v1/provider/machines?owner=NO%20ONE'), 'validation_failed');
  });

  test('reports each error of its body and its key at once', async () => {
    const post = (body: unknown, key: string | undefined = newKey()) =>
      operator.call('/api/v1/backups', { method: 'POST', body, headers: { 'Idempotency-Key': key } });
    const { machine } = ids;
    const faultsOf = async (body: unknown, key?: string) =>
      (expectProblem(await post(body, key), 'validation_failed').errors ?? []).map(({ path }) => path).sort();
    expect(await faultsOf({ machines: [machine], type: 'FULL', force: true })).toEqual(['force']);
    expect(await faultsOf({ machines: [], type: 'FULL' })).toEqual(['machines']);
    expect(await faultsOf({ machines: [machine, machine], type: 'FULL' })).toEqual(['machines']);
    expect(await faultsOf({ machines: Array.from({ length: 201 }, (_, index) => `m${index}`), type: 'FULL' })).toEqual([
      'machines',
    ]);
    expect(await faultsOf({ machines: ['with space'], type: 'DIFFERENTIAL', priority: 101 })).toEqual([
      'machines.0',
      'priority',
      'type',
    ]);
    expect(
      await faultsOf({
        machines: [machine],
        type: 'FULL',
        windowStart: '2030-01-02T00:00:00Z',
        windowEnd: '2030-01-01T00:00:00Z',
      }),
    ).toEqual(['windowEnd']);
    expect(await faultsOf({ machines: [machine], type: 'FULL' }, 'not-a-uuid')).toEqual(['Idempotency-Key']);
    expect(await faultsOf({ type: 'FULL' }, '')).toEqual(['Idempotency-Key', 'machines']);
    const keyless = await operator.call('/api/v1/backups', {
      method: 'POST',
      body: { machines: [machine], type: 'FULL' },
    });
    expect(expectProblem(keyless, 'validation_failed').errors).toEqual([
      { path: 'Idempotency-Key', message: 'must be a UUID', messageRef: { code: 'field.schema.noUuid' } },
    ]);
    for (const body of [[], null, 'text', 7]) expectProblem(await post(JSON.stringify(body)), 'validation_failed');
  });

  test('with invalid JSON, or too large, is refused', async () => {
    const headers = { 'Idempotency-Key': newKey() };
    const post = (body: string, more: Record<string, string> = {}) =>
      operator.call('/api/v1/backups', { method: 'POST', body, headers: { ...headers, ...more } });
    expectProblem(await post('{"machines": ['), 'malformed_request');
    expectProblem(
      await post('machines=1', { 'Content-Type': 'application/x-www-form-urlencoded' }),
      'malformed_request',
    );
    expectProblem(await post('{}', { 'Content-Type': 'application/json; charset=latin1' }), 'malformed_request');
    expectProblem(await operator.call('/api/v1/backups', { method: 'POST', headers }), 'malformed_request');
    expectProblem(
      await post(JSON.stringify({ machines: ['x'.repeat(300 * 1024)], type: 'FULL' })),
      'payload_too_large',
    );
    expect(await statusOfUnannouncedBody('/api/v1/backups', operator)).toBe(413);
    expect((await operator.call('/healthz')).status, 'and the portal lives').toBe(200);
  });

  test('of another origin may not write', async () => {
    for (const row of isolationMatrix.filter(({ method }) => method !== 'GET')) {
      const session = row.kind === 'provider' ? provider : operator;
      for (const origin of [
        undefined,
        'null',
        'https://portal.example',
        `${url}.evil.example`,
        url.replace('http:', 'https:'),
        '',
      ]) {
        expectProblem(await ask(session, row, row.request(ids, newKey), { Origin: origin }), 'forbidden');
      }
    }
  });

  test('to an unknown address is not found, as problem+json', async () => {
    for (const [method, path] of [
      ['GET', '/api/v1'],
      ['GET', '/api/v1/nothing'],
      ['GET', '/api/v2/machines'],
      ['POST', '/api/nothing'],
      ['GET', '/api/v1/operations/not-a-uuid'],
      ['GET', `/api/v1/machines/${'x'.repeat(200)}`],
    ] as const) {
      expectProblem(await operator.call(path, { method }), 'not_found');
    }
    expectProblem(await operator.call('/api/v1/machines/%zz'), 'malformed_request');
  });

  test('with an unsupported method returns the allowed ones', async () => {
    for (const [method, path, allow] of [
      ['PATCH', '/api/v1/machines', 'GET, HEAD, OPTIONS'],
      ['DELETE', `/api/v1/machines/${ids.machine}`, 'GET, HEAD, OPTIONS'],
      ['GET', '/api/v1/backups', 'OPTIONS, POST'],
      ['HEAD', '/api/v1/backups', 'OPTIONS, POST'],
      ['PATCH', '/api/v1/policies/options', 'GET, HEAD, OPTIONS'],
      ['POST', '/machines', 'GET, HEAD, OPTIONS'],
      ['POST', '/api/auth/csrf', 'GET, HEAD'],
    ] as const) {
      const answer = await operator.call(path, { method });
      expect([answer.status, answer.headers.get('allow')], `${method} ${path}`).toEqual([405, allow]);
      if (method !== 'HEAD') expectProblem(answer, 'method_not_allowed');
    }
    for (const path of ['/', '/api/v1/machines', '/readyz', '/api/v1/nothing'])
      expect(await statusOfTrace(path)).toBe(path.endsWith('nothing') ? 404 : 405);
    expect((await operator.call('/api/v1/backups', { method: 'OPTIONS' })).headers.get('allow')).toBe('OPTIONS, POST');
  });

  test('with HEAD is answered like GET, without side effects', async () => {
    for (const row of isolationMatrix.filter(({ method }) => method === 'GET')) {
      const session = row.kind === 'provider' ? provider : operator;
      const { path } = row.request(ids, newKey);
      const leave = new AbortController();
      const [head, get] = [
        await session.call(path, { method: 'HEAD' }),
        await session.send(path, { signal: leave.signal }),
      ];
      expect([head.status, head.text, head.headers.get('content-type')], path).toEqual([
        get.status,
        '',
        get.headers.get('content-type'),
      ]);
      leave.abort();
      await get.body?.cancel().catch(() => undefined);
    }
  });
});

test.describe('other endpoints', () => {
  type Part = Record<string, unknown>;

  test('openapi.json is an OpenAPI 3.1 document of exactly these routes', async () => {
    const answer = await PortalSession.anonymous(url).call('/api/openapi.json');
    const document = answer.json as {
      openapi: string;
      info: Part;
      paths: Record<string, Record<string, Part>>;
      components: Record<string, Part>;
    };
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: '1' });
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
    );
    const listed = isolationMatrix
      .filter(({ path }) => path.startsWith('/api/v1/'))
      .map(({ method, path }) => `${method} ${path}`);
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...listed].sort());
    expect(new Set(operations.map(({ operation }) => operation['operationId'])).size).toBe(operations.length);
    for (const { path, method, operation } of operations) {
      const parameters = operation['parameters'] as { name: string; in: string; required: boolean; schema: Part }[];
      expect(new Set(parameters.map((one) => `${one.in} ${one.name}`)).size).toBe(parameters.length);
      const inPath = parameters.filter((one) => one.in === 'path');
      expect(inPath.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
      for (const { required, schema } of inPath) expect([required, typeof schema]).toEqual([true, 'object']);
      const row = isolationMatrix.find((one) => one.method === method && one.path === path);
      const statuses = Object.keys(operation['responses'] as Part);
      expect(statuses.filter((status) => /^[23]/.test(status))).toEqual([
        String(row?.success),
        ...(row?.mayBeAccepted ? ['202'] : []),
      ]);
      expect(statuses.filter((status) => !/^[2345]\d\d$/.test(status))).toEqual(['default']);
      expect('requestBody' in operation).toBe(row?.request(ids, newKey).body !== undefined);
    }
    for (const [, reference] of answer.text.matchAll(/"\$ref":"([^"]+)"/g)) {
      const [, kind = '', name = ''] = /^#\/components\/(schemas|responses)\/(\w+)$/.exec(reference ?? '') ?? [];
      expect(document.components[kind], reference).toHaveProperty(name);
    }
  });

  test('healthz and readyz are public, metrics requires the token', async () => {
    const anybody = PortalSession.anonymous(url);
    expect(await anybody.call('/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
    expect(await anybody.call('/readyz')).toMatchObject({ status: 200, text: 'ready\n' });
    expectProblem(await anybody.call('/metrics'), 'not_found');
    expectProblem(await anybody.call('/metrics', { headers: { Authorization: 'Bearer guess' } }), 'not_found');
  });
});
