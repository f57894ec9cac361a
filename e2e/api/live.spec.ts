import { expect, test } from '@playwright/test';
import type { StreamEvent } from '@/lib/contracts/events';
import { eventually } from '@/scripts/test-support/eventually';
import { operationOf, requestBackup, settled } from './backup-requests';
import { machineOf, OpenStream } from './event-stream';
import type { PortalSession } from './portal-session';
import { openPrivateStack } from './private-stack';
import type { PrivateStack } from './private-stack';

test.describe.configure({ mode: 'default', timeout: 120_000 });

let stack: PrivateStack;
let operator: PortalSession;
let provider: PortalSession;
test.beforeAll(async () => {
  stack = await openPrivateStack({ name: 'live' });
  operator = await stack.signIn('operator@acme.test');
  provider = await stack.signIn('provider@portal.test');
  await OpenStream.beginFeed(operator);
});
test.afterAll(() => stack.close());

const give = (machines: readonly string[], tenant: string | null) =>
  provider.call('/api/v1/provider/ownership', { method: 'PUT', body: { machines, tenant } });

/** Unassigned machines with a history. */
async function strays(count: number): Promise<string[]> {
  const owned = await stack.db.ownership.findMany({ where: { kind: 'MACHINE' }, select: { guid: true } });
  const rows = await stack.db.mirrorMachine.findMany({
    where: { deletedAt: null, guid: { notIn: owned.map(({ guid }) => guid) } },
    orderBy: { guid: 'asc' },
    take: count,
  });
  expect(rows).toHaveLength(count);
  return rows.map(({ guid }) => guid);
}

test.describe('the event stream', () => {
  test('sends a backup of the tenant from request to end, and nothing of another tenant', async () => {
    const [mine, theirs] = [stack.spare('acme'), stack.spare('globex')];
    const other = await stack.signIn('operator@globex.test');
    const streams = { acme: await OpenStream.open(operator), globex: await OpenStream.open(other) };
    const [first, second] = [
      operationOf(await requestBackup(operator, [mine])),
      operationOf(await requestBackup(other, [theirs])),
    ];
    const isDone =
      (id: string) =>
      (event: StreamEvent): boolean =>
        event.event === 'operation' && event.data.id === id && event.data.state === 'SUCCEEDED';
    await streams.acme.waitFor('our end', isDone(first.id), 40_000);
    await streams.globex.waitFor('their end', isDone(second.id), 40_000);
    // Both received the end of it in one order: no event of the other is still on its way.
    expect(new Set(streams.acme.events.map(machineOf))).not.toContain(theirs);
    expect(new Set(streams.globex.events.map(machineOf))).not.toContain(mine);
    const owned = new Set(
      (await stack.db.ownership.findMany({ where: { tenant: { slug: 'acme' } } })).map(({ guid }) => guid),
    );
    for (const event of streams.acme.events)
      expect(machineOf(event) === null || owned.has(machineOf(event) ?? '')).toBe(true);
    const versions = streams.acme.events.flatMap((event) =>
      event.event === 'operation' && event.data.id === first.id ? event.data.version : [],
    );
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    await Promise.all([streams.acme.close(), streams.globex.close()]);
  });

  test('reports at once a machine that the provider assigns, and one that is unassigned', async () => {
    const [machine = ''] = await strays(1);
    const stream = await OpenStream.open(operator);
    expect((await operator.call(`/api/v1/machines/${machine}`)).status).toBe(404);
    expect((await give([machine], 'acme')).json).toEqual({ changed: 1 });
    await stream.waitFor('the machine', (event) => event.event === 'machine' && event.data.guid === machine, 5_000);
    expect((await operator.call(`/api/v1/machines/${machine}`)).status).toBe(200);
    expect((await give([machine], 'globex')).json).toEqual({ changed: 1 });
    const gone = await stream.waitFor(
      'its loss',
      (event) => event.event === 'gone' && event.data.id === machine,
      5_000,
    );
    expect(Object.keys(gone.data).sort(), 'not to whom').toEqual(['id', 'kind']);
    expect((await operator.call(`/api/v1/machines/${machine}`)).status).toBe(404);
    await stream.close();
  });

  test('resumes after its last event without a gap, and without events of another tenant', async () => {
    const machines = await strays(4);
    const [before = '', during = '', both = '', globexOnly = ''] = machines;
    const whole = await OpenStream.open(operator);
    const broken = await OpenStream.open(operator);
    await give([before], 'acme');
    await broken.waitFor('the first machine', (event) => machineOf(event) === before);
    const lastId = broken.lastId;
    await broken.close();

    await give([during], 'acme');
    await give([globexOnly], 'globex');
    await give([both], 'acme');
    await give([both], null);
    await whole.waitFor('the last change', (event) => event.event === 'gone' && event.data.id === both);

    const resumed = await OpenStream.open(operator, { 'Last-Event-ID': lastId ?? '' });
    await resumed.waitFor('the last change', (event) => event.event === 'gone' && event.data.id === both);
    const missed = whole.events.filter(({ id }) => id !== null && lastId !== null && BigInt(id) > BigInt(lastId));
    const newestOf = (events: readonly StreamEvent[]): Map<string | null, string | null> =>
      new Map(
        events
          .filter((event) => event.id !== null && machineOf(event) !== null)
          .map((event) => [machineOf(event), event.id]),
      );
    expect(newestOf(resumed.events)).toEqual(newestOf(missed));
    expect(resumed.events.map(machineOf)).not.toContain(globexOnly);
    expect(resumed.events.map(machineOf)).not.toContain(before);

    const unknown = await OpenStream.open(operator, { 'Last-Event-ID': '999999999999' });
    await unknown.waitFor('the word to read everything again', ({ event }) => event === 'resync');
    await Promise.all([whole.close(), resumed.close(), unknown.close()]);
  });

  test('ends when the membership ends, and at sign-out', async () => {
    const viewer = await stack.signIn('viewer@acme.test');
    const stream = await OpenStream.open(viewer);
    const membership = await stack.db.membership.findFirstOrThrow({ where: { user: { email: 'viewer@acme.test' } } });
    await stack.db.membership.delete({
      where: { userId_tenantId: { userId: membership.userId, tenantId: membership.tenantId } },
    });
    expect((await stream.waitFor('its end', ({ event }) => event === 'end')).data).toEqual({
      reason: 'tenant-changed',
    });
    await stream.ended;
    await stack.db.membership.create({ data: membership });

    const second = await OpenStream.open(viewer);
    await viewer.signOut();
    expect((await second.waitFor('its end', ({ event }) => event === 'end')).data).toEqual({ reason: 'session-ended' });
    await second.ended;
  });
});

test.describe('fifty open pages', () => {
  /**
   * The rounds of the worker over live tasks while a page is open: rounds are counted, independent of their duration.
   */
  const rounds = 6;
  const roundRoute = 'GET /tasks';
  /**
   * A round of each kind calls each route at most twice, and no kind has more rounds than live tasks, which are read
   * every two seconds.
   */
  const mostInRound = 2;

  type Page = { session: PortalSession; stream: OpenStream };
  async function openPages(sessions: readonly PortalSession[], count: number): Promise<Page[]> {
    const chosen = Array.from({ length: count }, (_, index) => sessions[index % sessions.length]).filter(
      (session) => session !== undefined,
    );
    return Promise.all(chosen.map(async (session) => ({ session, stream: await OpenStream.open(session) })));
  }

  /**
   * Each page reads everything that a page shows, repeatedly, until the worker has done its rounds. Returns the
   * requests at Storware by route.
   */
  async function countRounds(
    pages: readonly Page[],
    machine: string,
    point: string,
  ): Promise<{ byRoute: Record<string, number>; reads: number }> {
    const paths = [
      '/overview',
      '/machines',
      `/machines/${machine}`,
      `/machines/${machine}/recovery-points`,
      `/machines/${machine}/backup-options`,
      `/recovery-points/${point}`,
      '/operations',
    ];
    let reads = 0;
    let isOver = false;
    await stack.simulator.control.clearJournal();
    const readers = Promise.all(
      pages.map(async ({ session }) => {
        // At least once, however quick the rounds are.
        do {
          for (const path of paths) {
            const { status } = await session.call(`/api/v1${path}`);
            expect(status, path).toBe(200);
            reads += 1;
          }
        } while (!isOver);
      }),
    );
    await eventually(`${rounds} rounds of the worker`, async () =>
      ((await stack.simulator.control.counters()).byRoute[roundRoute] ?? 0) >= rounds ? true : null,
    ).finally(() => {
      isOver = true;
    });
    await readers;
    return { byRoute: (await stack.simulator.control.counters()).byRoute, reads };
  }

  test('cause no more requests at Storware than one', async () => {
    const people = ['operator@acme.test', 'admin@acme.test', 'viewer@acme.test', 'consultant@portal.test'];
    const sessions = await Promise.all(people.map((email) => stack.signIn(email)));
    // Viewers may not read backup options; all others may read everything here.
    const able = sessions.filter((_, index) => people[index] !== 'viewer@acme.test');
    const machine = stack.owned.acme.find(({ present, policy }) => present && policy)?.guid ?? '';
    const point = await stack.db.mirrorBackup.findFirstOrThrow({
      where: { machineGuid: machine, status: 'SUCCESS' },
      orderBy: { startedAt: 'desc' },
    });
    // Endless work: tasks are read every two seconds, the maximum of the worker.
    const busy = stack.spare('acme');
    await stack.simulator.control.nextWork(busy, { stallMs: 3_600_000, atPercent: 50 });
    const running = operationOf(await requestBackup(operator, [busy]));
    await eventually('the work to run', async () =>
      (await operator.call(`/api/v1/operations/${running.id}`)).text.includes('"RUNNING"') ? true : null,
    );

    const one = await openPages(able, 1);
    const alone = await countRounds(one, machine, point.guid);
    const fifty = [...one, ...(await openPages(able, 49))];
    const together = await countRounds(fifty, machine, point.guid);

    for (const { byRoute } of [alone, together]) {
      const most = mostInRound * ((byRoute[roundRoute] ?? 0) + 1);
      for (const [route, count] of Object.entries(byRoute))
        expect(count, `${route}: ${JSON.stringify(byRoute)}`).toBeLessThanOrEqual(most);
    }
    // Otherwise the limit would prove nothing: with a request for each page's read there would be many more.
    expect(together.reads).toBeGreaterThan(5 * mostInRound * ((together.byRoute[roundRoute] ?? 0) + 1));
    for (const { stream } of fifty) {
      expect(stream.isOpen).toBe(true);
      await stream.close();
    }
    const [task] = (await stack.simulator.control.tasks(busy)).filter(({ state }) => state === 'RUNNING');
    await stack.simulator.control.setTask(task?.guid ?? '', { state: 'FINISHED' });
    await settled(operator, running.id);
  });
});
