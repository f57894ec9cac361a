import { OpenStream } from '@/e2e/api/event-stream';
import type { PortalSession } from '@/e2e/api/portal-session';
import { runCommand } from '@/scripts/support/run-command';
import { startTestDatabaseServer } from '@/scripts/test-support/database-server';
import { measureFiles } from './files';
import { openInstallation } from './installation';
import type { Installation } from './installation';
import { sample, table } from './sample';
import type { Sample } from './sample';
import { storwareLister } from './storware-list';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const pagePath = '/api/v1/machines?sort=name&page=3&pageSize=50';
const searchPath = '/api/v1/machines?search=web&protection=FAILING,LATE&sort=-lastSuccessAt';

/**
 * `npm run bench`: costs and savings of the portal's design, as ratios of measurements of this one run. It asserts
 * nothing: times depend on the machine. Needs a production build. `npm run bench -- files` or `-- machines` is a part
 * of it.
 */
await runCommand(async () => {
  const parts = process.argv.slice(2);
  const server = await startTestDatabaseServer();
  try {
    if (parts.length === 0 || parts.includes('machines')) await benchMachines();
    if (parts.length === 0 || parts.includes('files')) await benchFiles();
  } finally {
    await server.stop();
  }
});

async function benchMachines(): Promise<void> {
  say('A provider with 120 machines, a tenant with 40 of them');
  const small = await measureSmall();
  say('A provider with 20,000 machines, a tenant with 10,000 of them (a minute or so)');
  const large = await measureLarge();
  const samples = [...Object.values(small), ...Object.values(large)];
  const ratios = [
    { what: 'a page of 10,000 own machines, to one list read at Storware', of: large.page, to: large.storware },
    { what: 'a page with 20,000 machines at the provider, to one with 120', of: large.page, to: small.page },
    {
      what: 'a filtered search with 20,000 machines at the provider, to one with 120',
      of: large.search,
      to: small.search,
    },
    { what: 'a change until 50 open pages know, to 1', of: small.fifty, to: small.one },
  ];
  say(`\n${table(samples, ratios)}\n`);
}

async function benchFiles(): Promise<void> {
  say('Mounted recovery points: a folder of 50,000 entries, and a download of 2 GB (a minute or so)');
  const { samples, ratios, download } = await measureFiles();
  say(`\n${table(samples, ratios)}\n\n${download}`);
}

async function measureSmall(): Promise<Record<'page' | 'search' | 'one' | 'fifty', Sample>> {
  const installation = await openInstallation({ machines: 120, owned: 40 });
  try {
    const session = await installation.signIn('operator@acme.test');
    await OpenStream.beginFeed(session);
    return {
      page: await reading('machines, 120 at the provider: a page', session, '/api/v1/machines?sort=name&pageSize=50'),
      search: await reading('machines, 120 at the provider: a filtered search', session, searchPath),
      one: await fanOut(installation, session, 1),
      fifty: await fanOut(installation, session, 50),
    };
  } finally {
    await installation.close();
  }
}

async function measureLarge(): Promise<Record<'page' | 'search' | 'storware', Sample>> {
  const installation = await openInstallation({ machines: 20_000, owned: 10_000 });
  try {
    const session = await installation.signIn('operator@acme.test');
    const listAtStorware = await storwareLister(installation.simulator);
    return {
      page: await reading('machines, 20,000 at the provider, 10,000 owned: a page', session, pagePath),
      search: await reading('machines, 20,000 at the provider, 10,000 owned: a filtered search', session, searchPath),
      storware: await sample('the list of 20,000 machines, read at Storware', 8, listAtStorware),
    };
  } finally {
    await installation.close();
  }
}

function reading(what: string, session: PortalSession, path: string): Promise<Sample> {
  return sample(what, 60, async () => {
    const answer = await session.call(path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  });
}

/** From the provider's request until the last of `count` open streams has received it. */
async function fanOut(installation: Installation, session: PortalSession, count: number): Promise<Sample> {
  const provider = await installation.signIn('provider@portal.test');
  const [machine = ''] = installation.owned;
  const streams = await Promise.all(Array.from({ length: count }, () => OpenStream.open(session)));
  let isOurs = (await installation.db.ownership.count({ where: { guid: machine } })) > 0;
  const result = await sample(`a change until ${count} open page${count === 1 ? ' knows' : 's know'}`, 40, async () => {
    isOurs = !isOurs;
    const received = streams.map((stream) =>
      stream.waitForNew('the change', ({ event }) => event === (isOurs ? 'machine' : 'gone')),
    );
    const { status, text } = await provider.call('/api/v1/provider/ownership', {
      method: 'PUT',
      body: { machines: [machine], tenant: isOurs ? 'acme' : null },
    });
    if (status !== 200) throw new Error(text);
    await Promise.all(received);
  });
  await Promise.all(streams.map((stream) => stream.close()));
  return result;
}
