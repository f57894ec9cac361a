import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { MachineChoices, MachineFacets, MachineList } from '@/lib/contracts/machine';
import { Me, rolePermissions } from '@/lib/contracts/me';
import { OperationList } from '@/lib/contracts/operation';
import { Overview, SearchAnswer } from '@/lib/contracts/overview';
import { eventually } from '@/scripts/test-support/eventually';
import { ask, requestWithIdAt, visible } from './ask';
import { auditedRoutes } from './audited-routes';
import { isolationMatrix, operatorHolds, sharedKinds } from './isolation-matrix';
import type { Ids, IsolationRow } from './isolation-matrix';
import { peopleIds, tenantIds } from './member-requests';
import { linkTo, mountIds } from './mount-requests';
import { leavingNoTrace } from './no-trace';
import { policyIds } from './policy-requests';
import { newKey, PortalSession } from './portal-session';
import { openPrivateStack } from './private-stack';
import type { PrivateStack, TenantSlug } from './private-stack';
import { entitleOnly, restoreIds } from './restore-requests';

test.describe.configure({ mode: 'default', timeout: 120_000 });

const titleOf = ({ method, path }: IsolationRow): string => `${method} ${path}`;
const guarded = isolationMatrix.filter(({ kind }) => kind !== 'public');
const viewerHolds = ({ permission }: IsolationRow): boolean =>
  rolePermissions.VIEWER.some((held) => held === permission);
const badBodies: readonly unknown[] = ['{ no json', { nonsense: true }, []];

/** The server may narrow its lists by tenant or ignore that: the portal must not depend on it. */
for (const tenantFilter of ['lenient', 'ignore'] as const) {
  test.describe(`isolation, with tenant filters that Storware takes as ${tenantFilter}`, () => {
    let stack: PrivateStack;
    let people: Record<
      'operator' | 'viewer' | 'admin' | 'globex' | 'consultant' | 'provider' | 'nobody' | 'disabled',
      PortalSession
    >;
    let ids: Record<TenantSlug, Ids>;
    /** What exists, but not for acme. */
    let otherTenantIds: Ids;

    test.beforeAll(async () => {
      stack = await openPrivateStack({ name: `isolation-${tenantFilter}`, options: { tenantFilter } });
      await stack.db.user.create({
        data: { email: 'nobody@portal.test', name: 'Nobody', passwordHash: await hashOf('admin@acme.test') },
      });
      const signIn = async (email: string): Promise<PortalSession> => stack.signIn(email);
      people = {
        operator: await signIn('operator@acme.test'),
        viewer: await signIn('viewer@acme.test'),
        admin: await signIn('admin@acme.test'),
        globex: await signIn('operator@globex.test'),
        consultant: await signIn('consultant@portal.test'),
        provider: await signIn('provider@portal.test'),
        nobody: await signIn('nobody@portal.test'),
        disabled: await signIn('admin@globex.test'),
      };
      ids = {
        acme: await idsOf('acme', people.operator, people.admin),
        globex: await idsOf('globex', people.globex, people.disabled),
      };
      otherTenantIds = await findOtherTenantIds();
      await entitleOnly(people.provider, 'acme', ids.acme);
      // From here on only the requests of this suite can reach Storware: the worker's own reads end with it.
      await stack.restart('stop', { SYNC_WORKER: 'false' });
      await stack.db.user.update({ where: { email: 'admin@globex.test' }, data: { disabledAt: new Date() } });
      // Its first request records that the session has ended; all further ones change nothing.
      expect((await people.disabled.call('/api/v1/me')).status).toBe(401);
    });
    test.afterAll(() => stack.close());

    /** A person of acme who may make this request. */
    const member = (row: IsolationRow): PortalSession => (operatorHolds(row) ? people.operator : people.admin);

    async function hashOf(email: string): Promise<string> {
      return (await stack.db.user.findUniqueOrThrow({ where: { email }, select: { passwordHash: true } })).passwordHash;
    }

    /** Ids of existing objects: an unauthorised request that got through would find them. */
    async function idsOf(tenant: TenantSlug, session: PortalSession, admin: PortalSession): Promise<Ids> {
      const busy = stack.spare(tenant);
      await stack.simulator.control.nextWork(busy, { stallMs: 3_600_000, atPercent: 40 });
      const started = await session.call('/api/v1/backups', {
        method: 'POST',
        headers: { 'Idempotency-Key': newKey() },
        body: { machines: [busy], type: 'FULL' },
      });
      expect(started.status, started.text).toBe(202);
      const { id } = (started.json as { operations: { id: string }[] }).operations[0] ?? { id: '' };
      await eventually('the work to run', async () =>
        ((await session.call(`/api/v1/operations/${id}`)).json as { state: string }).state === 'RUNNING' ? true : null,
      );
      // Machines of one platform, so that the body of a restore fits all recovery points.
      const guids = stack.owned[tenant].filter(({ platform }) => platform === 'OPENSTACK').map(({ guid }) => guid);
      const point = await stack.db.mirrorBackup.findFirstOrThrow({
        where: { machineGuid: { in: guids }, status: 'SUCCESS', restorable: true },
        orderBy: { startedAt: 'desc' },
      });
      const another = await stack.db.mirrorBackup.findFirstOrThrow({
        where: { machineGuid: { in: guids }, status: 'SUCCESS', restorable: true, guid: { not: point.guid } },
        orderBy: { startedAt: 'desc' },
      });
      const others = new Set(stack.owned[tenant === 'acme' ? 'globex' : 'acme'].map(({ policy }) => policy?.guid));
      const policy = stack.owned[tenant].find((machine) => machine.policy && !others.has(machine.policy.guid))?.policy
        ?.guid;
      expect(policy, `${tenant} has a policy to itself`).toBeDefined();
      return {
        machine: stack.spare(tenant),
        recoveryPoint: point.guid,
        operation: id,
        policy: policy ?? '',
        destination: stack.destination,
        tenant,
        ...(await mountIds(session, point.guid, another.guid)),
        ...(await restoreIds(session, point.guid)),
        ...(await policyIds(admin, stack.destination)),
        ...(await peopleIds(session, admin)),
        ...(await tenantIds(people.provider)),
      };
    }

    async function findOtherTenantIds(): Promise<Ids> {
      const destination = await stack.db.mirrorInfrastructure.findFirstOrThrow({
        where: { kind: 'DESTINATION', guid: { not: stack.destination } },
      });
      const { locations } = await stack.db.mirrorBackup.findUniqueOrThrow({
        where: { guid: ids.acme.recoveryPoint },
        select: { locations: true },
      });
      const elsewhere = await stack.db.mirrorInfrastructure.findMany({
        where: { kind: 'DESTINATION' },
        select: { guid: true },
      });
      const copy = elsewhere.find(({ guid }) => !JSON.stringify(locations).includes(guid));
      const place = async (kind: string, not: string): Promise<string> =>
        (
          await stack.db.mirrorInfrastructure.findFirstOrThrow({
            where: { kind, guid: { not } },
            orderBy: { guid: 'asc' },
          })
        ).guid;
      return {
        ...ids.globex,
        destination: destination.guid,
        copy: copy?.guid ?? randomUUID(),
        manager: await place('MANAGER', ids.acme.manager),
        hypervisor: await place('HYPERVISOR', ''),
        cluster: await place('CLUSTER', ids.acme.cluster),
        storage: await place('STORAGE', ids.acme.storage),
        project: await place('PROJECT', ids.acme.project),
        network: await place('NETWORK', ids.acme.network),
        flavor: await place('FLAVOR', ids.acme.flavor),
        node: await place('NODE', ''),
      };
    }
    const missingIds = (): Ids => ({
      machine: randomUUID(),
      recoveryPoint: randomUUID(),
      operation: randomUUID(),
      policy: randomUUID(),
      ownPolicy: randomUUID(),
      schedule: randomUUID(),
      endingPolicy: randomUUID(),
      endingSchedule: randomUUID(),
      assignment: randomUUID(),
      destination: randomUUID(),
      tenant: 'no-such-tenant',
      mount: randomUUID(),
      endingMount: randomUUID(),
      fileSystem: randomUUID(),
      backupFileSystem: randomUUID(),
      copy: randomUUID(),
      download: 'x'.repeat(43),
      downloadId: randomUUID(),
      manager: randomUUID(),
      hypervisor: randomUUID(),
      cluster: randomUUID(),
      storage: randomUUID(),
      project: randomUUID(),
      network: randomUUID(),
      flavor: randomUUID(),
      node: randomUUID(),
      file: randomUUID(),
      card: randomUUID(),
      member: randomUUID(),
      endingMember: randomUUID(),
      activeMember: randomUUID(),
      ownSession: randomUUID(),
      ownToken: randomUUID(),
      endingTenant: 'no-such-tenant',
    });

    for (const row of isolationMatrix) {
      test.describe(titleOf(row), () => {
        for (const place of row.ids) {
          test(`${place.name} in the ${place.in}: another tenant's id gets the same response as an unknown one`, async () => {
            const missing = missingIds();
            const answers = await leavingNoTrace(
              stack,
              async () => {
                const asOperator = (value: string) =>
                  ask(member(row), row, requestWithIdAt(row, place, ids.acme, value, newKey));
                return {
                  otherTenants: await asOperator(otherTenantIds[place.kind]),
                  missing: await asOperator(missing[place.kind]),
                };
              },
              { mayRead: place.reads ?? false },
            );
            expect(visible(answers.otherTenants)).toEqual(visible(answers.missing));
            expect(answers.otherTenants.status).toBe(place.status);
            if (place.status === 200) expect(answers.otherTenants.json).toMatchObject({ items: [], total: 0 });
            else expect(answers.otherTenants.json).toMatchObject({ code: 'not_found' });
          });
        }

        if (row.kind === 'tenant') {
          test('an invalid tenant name gets the same response as an unknown tenant', async () => {
            await leavingNoTrace(stack, async () => {
              const unknown = await ask(member(row), row, row.request(ids.acme, newKey), {
                'X-Tenant': 'no-such-tenant',
              });
              for (const slug of ['', 'GLOBEX', 'glob%65x', 'acme, globex', "' OR 1=1 --", 'x'.repeat(300)]) {
                expect(
                  visible(await ask(member(row), row, row.request(ids.acme, newKey), { 'X-Tenant': slug })),
                ).toEqual(visible(unknown));
              }
            });
          });

          test('returns nothing for a person without a tenant, and for the provider without a membership', async () => {
            await leavingNoTrace(stack, async () => {
              const unknown = await ask(member(row), row, row.request(ids.acme, newKey), {
                'X-Tenant': 'no-such-tenant',
              });
              expect(visible(await ask(people.nobody, row, row.request(ids.acme, newKey)))).toEqual(visible(unknown));
              expect(
                visible(await ask(people.provider, row, row.request(ids.acme, newKey), { 'X-Tenant': 'acme' })),
              ).toEqual(visible(unknown));
              const asProvider = await ask(people.provider, row, row.request(ids.acme, newKey));
              // The provider's own stream has the age of the data and nothing of any tenant.
              if (row.isStream) expect(asProvider.status).toBe(200);
              else expect(visible(asProvider)).toEqual(visible(unknown));
            });
          });

          for (const place of row.ids.filter((one) => one.in !== 'header' && !sharedKinds.has(one.kind))) {
            test(`${place.name}: a member of both tenants finds nothing of one tenant in the other`, async () => {
              await leavingNoTrace(
                stack,
                async () => {
                  const inAcme = (value: string) =>
                    ask(people.consultant, row, requestWithIdAt(row, place, ids.acme, value, newKey), {
                      'X-Tenant': 'acme',
                    });
                  expect(visible(await inAcme(ids.globex[place.kind]))).toEqual(
                    visible(await inAcme(missingIds()[place.kind])),
                  );
                },
                { mayRead: place.reads ?? false },
              );
            });
          }
        }

        if (row.permission !== null && !viewerHolds(row)) {
          test('is refused without the permission for any input', async () => {
            const without: [PortalSession, string][] =
              row.permission === 'provider'
                ? [
                    [people.viewer, 'acme'],
                    [people.admin, 'acme'],
                    [people.nobody, 'acme'],
                  ]
                : [
                    [people.viewer, 'acme'],
                    [people.consultant, 'globex'],
                  ];
            await leavingNoTrace(stack, async () => {
              for (const [session, tenant] of without) {
                const more = { 'X-Tenant': tenant };
                const request = row.request(ids.acme, newKey);
                const refused = await ask(session, row, request, more);
                expect(refused.status).toBe(403);
                expect(refused.json).toMatchObject({ code: 'forbidden' });
                for (const given of [otherTenantIds, missingIds()])
                  expect(visible(await ask(session, row, row.request(given, newKey), more))).toEqual(visible(refused));
                if (row.method === 'GET') continue;
                for (const body of badBodies) {
                  expect(
                    visible(
                      await ask(
                        session,
                        row,
                        { ...request, headers: { 'Content-Type': 'application/json' }, body },
                        more,
                      ),
                    ),
                  ).toEqual(visible(refused));
                }
              }
            });
          });
        }
      });
    }

    for (const who of ['anonymous', 'disabled', 'forger'] as const) {
      test(`every route is 401 for ${who === 'anonymous' ? 'nobody in particular' : who === 'disabled' ? 'a disabled user' : 'a forged cookie'} and any input`, async () => {
        const session = who === 'disabled' ? people.disabled : PortalSession.anonymous(stack.url);
        const more = who === 'forger' ? { Cookie: `next-auth.session-token=${'e'.repeat(200)}` } : {};
        await leavingNoTrace(stack, async () => {
          for (const row of guarded) {
            const request = row.request(ids.acme, newKey);
            const refused = await ask(session, row, request, more);
            expect(refused.status, titleOf(row)).toBe(401);
            expect(refused.json).toMatchObject({ code: 'unauthenticated' });
            expect(
              visible(await ask(session, row, row.request(missingIds(), newKey), { ...more, 'X-Tenant': 'acme' })),
            ).toEqual(visible(refused));
            if (row.method === 'GET') continue;
            for (const body of badBodies)
              expect(visible(await ask(session, row, { ...request, body }, more))).toEqual(visible(refused));
          }
        });
      });
    }

    test('all not-found responses are identical, on every route', async () => {
      const bodies = await leavingNoTrace(
        stack,
        async () => {
          const seen = new Set<string>();
          for (const row of guarded) {
            for (const place of row.ids.filter(({ status }) => status === 404))
              seen.add(
                visible(
                  await ask(
                    member(row),
                    row,
                    requestWithIdAt(row, place, ids.acme, otherTenantIds[place.kind], newKey),
                  ),
                ).body,
              );
          }
          return [...seen];
        },
        { mayRead: true },
      );
      expect(bodies).toHaveLength(1);
    });

    test("lists and counts contain all of the tenant's own objects and no others", async () => {
      for (const [tenant, session] of [
        ['acme', people.operator],
        ['globex', people.globex],
      ] as const) {
        const own = (
          await stack.db.ownership.findMany({
            where: { kind: 'MACHINE', tenant: { slug: tenant } },
            select: { guid: true },
          })
        )
          .map(({ guid }) => guid)
          .sort();
        const machines = MachineList.parse((await session.call('/api/v1/machines?pageSize=200')).json);
        expect(machines.items.map(({ guid }) => guid).sort()).toEqual(own);
        expect(
          MachineChoices.parse((await session.call('/api/v1/machines/choices')).json)
            .items.map(({ guid }) => guid)
            .sort(),
        ).toEqual(own);
        const facets = MachineFacets.parse((await session.call('/api/v1/machines/facets')).json);
        expect(facets.present + facets.removed).toBe(own.length);
        expect(facets.protection.reduce((sum, each) => sum + each.machines, 0)).toBe(own.length);
        const found = SearchAnswer.parse((await session.call('/api/v1/search?q=a')).json);
        for (const { guid } of found.machines) expect(own).toContain(guid);
        const overview = Overview.parse((await session.call('/api/v1/overview')).json);
        expect(overview.machines.total).toBe(own.length);
        const operations = OperationList.parse((await session.call('/api/v1/operations?pageSize=200')).json);
        expect(operations.items.length).toBeGreaterThan(0);
        const named = [...operations.items, ...overview.failures, ...overview.running].map(
          ({ machine }) => machine.guid,
        );
        for (const guid of [...named, ...overview.attention.map((machine) => machine.guid)])
          expect(own).toContain(guid);
      }
    });

    test('one machine of another tenant among many refuses the whole request', async () => {
      const row = isolationMatrix.find(({ path }) => path.endsWith('/backups'));
      if (!row) throw new Error('the matrix has no POST /backups');
      const start = (machines: string[]) =>
        ask(people.operator, row, {
          path: row.path,
          headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() },
          body: { machines, type: 'FULL' },
        });
      await leavingNoTrace(stack, async () => {
        const otherTenants = await start([ids.acme.machine, ids.globex.machine]);
        expect(visible(otherTenants)).toEqual(visible(await start([ids.acme.machine, randomUUID()])));
        expect(otherTenants.status).toBe(404);
      });
    });

    /** A link of its own for each use. */
    async function freshToken(): Promise<string> {
      return (await linkTo(people.operator, ids.acme.mount, ids.acme.fileSystem, ['/etc'])).url.split('/').at(-1) ?? '';
    }

    /** The entry that a successful request of the route leaves, with who and from where. */
    async function expectAuditEntry(row: IsolationRow, requestId: string, session: PortalSession): Promise<void> {
      const audited = auditedRoutes[titleOf(row)];
      const entries = await stack.db.auditEntry.findMany({ where: { requestId } });
      if (audited === undefined || 'nothing' in audited) return expect(entries).toEqual([]);
      if (entries.length === 0 && audited.changes) return;
      expect(entries[0]).toMatchObject({
        action: audited.action,
        actorKind: row.kind === 'provider' ? 'PROVIDER' : 'USER',
        address: expect.stringMatching(/127\.0\.0\.1|::1/),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      const { json } = await session.call('/api/v1/me');
      expect(entries[0]?.actorId).toBe(Me.parse(json).user.id);
    }

    // Last: these succeed, which shows that the refusals above had no other reason.
    for (const row of isolationMatrix) {
      test(`${titleOf(row)} ${row.isOver ? 'is over' : "succeeds with the tenant's own ids"}`, async () => {
        const session =
          row.kind === 'provider'
            ? people.provider
            : row.kind === 'public'
              ? PortalSession.anonymous(stack.url)
              : member(row);
        const own = row.isDownload ? { ...ids.acme, download: await freshToken() } : ids.acme;
        const { next } = await stack.simulator.control.journal();
        const answer = await ask(
          session,
          row,
          row.request(own, newKey),
          row.kind === 'tenant' ? { 'X-Tenant': 'acme' } : {},
        );
        expect(answer.status, answer.text).toBe(row.isOver ? 404 : row.success);
        const { entries } = await stack.simulator.control.journal(next);
        const isReading = (path: string): boolean =>
          path === '/session/login' ||
          path === '/policies/vm-backup/list-by-entities' ||
          /^\/mounted-file-systems\/[^/]+\/(?:listing|download)$/.test(path);
        const writes = entries.filter(
          ({ method, path, status }) => method !== 'GET' && !isReading(path) && status !== 401,
        );
        const expected = row.path.endsWith('/backups') || row.path.endsWith('/cancel') ? 1 : (row.writes ?? 0);
        expect(writes, 'a write reaches Storware once, a read never writes').toHaveLength(expected);
        if (!row.isOver) await expectAuditEntry(row, answer.headers.get('x-request-id') ?? '', session);
      });
    }
  });
}
