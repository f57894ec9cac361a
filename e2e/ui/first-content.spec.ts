import type { Page } from '@playwright/test';
import { makePolicy } from '@/e2e/api/policy-requests';
import type { PortalSession } from '@/e2e/api/portal-session';
import type { MachineChoices, MachineList } from '@/lib/contracts/machine';
import type { OperationList } from '@/lib/contracts/operation';
import type { PolicyList, PolicyOptions } from '@/lib/contracts/policy';
import type { ProviderMachineList } from '@/lib/contracts/provider';
import type { RecoveryPointList } from '@/lib/contracts/recovery-point';
import { expect, test } from './fixtures';
import type { Email } from './fixtures';
import { Frame } from './pages/frame';

interface Shown {
  path: string;
  /** A text from the database that only this page's data has. */
  text: string;
  /** A part of the page comes later: it needs Storware, or is the preview of a schedule in a form. */
  isPartial?: boolean;
}

async function firstOf<L extends { items: readonly unknown[] }>(
  session: PortalSession,
  path: string,
): Promise<L['items'][number]> {
  const [first] = ((await session.call(`/api/v1${path}`)).json as L).items;
  if (first === undefined) throw new Error(`${path} is empty`);
  return first;
}

/** Pages of a tenant and the data that each shows. */
async function tenantPages(session: PortalSession): Promise<Shown[]> {
  const [machine, removed, policy, operation] = await Promise.all([
    firstOf<MachineList>(session, '/machines?presence=present&restorable=yes'),
    firstOf<MachineList>(session, '/machines?presence=removed'),
    firstOf<PolicyList>(session, '/policies'),
    firstOf<OperationList>(session, '/operations?state=SUCCEEDED&sort=requestedAt'),
  ]);
  const ofMachine = `/machines/${machine.guid}`;
  const point = await firstOf<RecoveryPointList>(session, `${ofMachine}/recovery-points?status=SUCCESS`);
  const [copy] = point.copies;
  if (copy === undefined) throw new Error(`${point.guid} has no copy`);
  return [
    { path: '/overview', text: 'machines' },
    { path: '/machines', text: machine.name },
    { path: '/machines?presence=removed', text: removed.name },
    { path: ofMachine, text: machine.protection.reason },
    { path: `${ofMachine}?tab=planned`, text: machine.name },
    { path: `${ofMachine}?tab=activity`, text: machine.name },
    { path: `${ofMachine}?tab=policy`, text: machine.name },
    { path: `${ofMachine}/restore`, text: machine.name },
    { path: `${ofMachine}/restore?point=${point.guid}`, text: copy.destination.name },
    { path: `/restore/${point.guid}/target`, text: machine.name, isPartial: true },
    { path: `/restore/${point.guid}/check`, text: machine.name, isPartial: true },
    { path: '/policies', text: policy.name },
    { path: `/policies/${policy.guid}`, text: policy.name },
    { path: '/activity?sort=requestedAt&state=SUCCEEDED', text: operation.machine.name },
    { path: '/activity/restores', text: 'Restores' },
    { path: '/mounts', text: 'Mounts' },
    { path: '/settings/members', text: 'Otto Brandt' },
    { path: `/mounts/new?point=${point.guid}`, text: machine.name, isPartial: true },
  ];
}

async function providerPages(session: PortalSession): Promise<Shown[]> {
  const machine = await firstOf<ProviderMachineList>(session, '/provider/machines');
  return [
    { path: '/provider/machines?owner=all', text: machine.name },
    { path: '/provider/machines', text: 'unassigned' },
    { path: '/provider/tenants', text: 'Acme' },
    { path: '/provider/tenants/acme', text: 'Acme' },
    { path: '/provider/storware', text: 'Storware' },
  ];
}

/** Pages that an administrator has in addition. */
async function editorPages(session: PortalSession): Promise<Shown[]> {
  const { destinations } = (await session.call('/api/v1/policies/options')).json as PolicyOptions;
  const { items } = (await session.call('/api/v1/policies')).json as PolicyList;
  const own =
    items.find(({ readOnly }) => !readOnly) ?? (await makePolicy(session, destinations[0]?.guid ?? '', ['Weekly']));
  const { items: machines } = (await session.call('/api/v1/machines/choices')).json as MachineChoices;
  const machine = machines.find(({ present }) => present);
  if (!machine) throw new Error('there is no machine');
  return [
    { path: '/policies/new', text: machine.name },
    { path: `/policies/new?copy=${own.guid}`, text: machine.name, isPartial: true },
    { path: `/policies/${own.guid}/edit`, text: machine.name, isPartial: true },
  ];
}

const people: readonly [Email, (session: PortalSession) => Promise<Shown[]>][] = [
  ['operator@acme.test', tenantPages],
  ['admin@acme.test', editorPages],
  ['provider@portal.test', providerPages],
];

for (const [email, pagesOf] of people)
  test(`each page of ${email} shows its main content without JavaScript`, async ({ openAs, session }) => {
    test.slow();
    const shown = await pagesOf(await session(email));
    const page = await openAs(email, { javaScriptEnabled: false });
    const content = page.getByRole('main');
    for (const { path, text, isPartial = false } of shown)
      await test.step(path, async () => {
        await page.goto(path);
        await expect(content.getByText(text).first()).toBeVisible({ timeout: 1_000 });
        if (!isPartial)
          await expect(content.locator('.animate-shimmer'), 'nothing is left to load').toHaveCount(0, {
            timeout: 1_000,
          });
      });
  });

for (const [email, pagesOf] of people)
  test(`the pages of ${email} hydrate without a difference to their HTML`, async ({ openAs, session }) => {
    test.slow();
    const page = await openAs(email);
    // A difference is a console error, which fails every test.
    for (const { path, text } of await pagesOf(await session(email)))
      await test.step(path, async () => {
        await openLive(page, path);
        await expect(page.getByRole('main').getByText(text).first()).toBeVisible();
      });
  });

test('data of the page is not requested again', async ({ openAs }) => {
  test.slow();
  const page = await openAs('viewer@globex.test');
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) asked.length = 0;
    asked.push(new URL(request.url()).pathname);
  });
  for (const path of ['/machines', '/overview'])
    await test.step(path, async () => {
      await openLive(page, path);
      expect(asked.filter((each) => each.startsWith(`/api/v1${path}`))).toEqual([]);
    });

  await test.step('in an open tab the cache reads, and the page contains no data', async () => {
    await new Frame(page).goTo('Machines');
    await expect.poll(() => asked).toContain('/api/v1/machines');
  });
});

test('a page contains nothing of another tenant', async ({ session }) => {
  const [acme, globex] = [await session('viewer@acme.test'), await session('viewer@globex.test')];
  const foreign = await firstOf<MachineList>(acme, '/machines');
  // At the same time, so that a shared cache would show.
  const answers = await Promise.all(
    [acme, globex, acme, globex].map((each) => each.call('/machines', { headers: { Accept: 'text/html' } })),
  );
  expect(answers.map(({ text }) => text.includes(foreign.guid))).toEqual([true, false, true, false]);
  for (const { headers } of answers) expect(headers.get('cache-control')).toContain('no-store');
  const stranger = await globex.call(`/machines/${foreign.guid}`);
  expect(stranger.text).not.toContain(foreign.name);
});

/** Opens a page and waits until it is hydrated and its stream is open. */
async function openLive(page: Page, path: string): Promise<void> {
  const stream = page.waitForRequest((request) => new URL(request.url()).pathname === '/api/v1/events');
  await page.goto(path);
  await stream;
}
