import { statusNote } from './browser-watch';
import { expect, test } from './fixtures';
import { machinesOf } from './machine-claims';
import { Frame } from './pages/frame';
import { MachinesPage } from './pages/machines-page';

const neverExisted = '0c9f2c5e-6f0d-4d7e-9c3a-4f4a7f0b1e11';

test("the URL of another tenant's machine gets the same page as an unknown one", async ({ openAs, session, watch }) => {
  watch.expect(statusNote(404));
  const [acmeMachine] = await machinesOf(await session('operator@acme.test'));
  if (!acmeMachine) throw new Error('acme has machines');
  const page = await openAs('operator@globex.test');

  const whatIsSeenAt = async (guid: string): Promise<{ status: number | undefined; title: string; text: string }> => {
    const answer = await page.goto(`/machines/${guid}`);
    await expect(page.getByRole('heading', { level: 1, name: 'No such machine' })).toBeVisible();
    return { status: answer?.status(), title: await page.title(), text: await page.getByRole('main').innerText() };
  };
  const seen = await whatIsSeenAt(acmeMachine.guid);
  expect(seen).toEqual(await whatIsSeenAt(neverExisted));
  expect(`${seen.title} ${seen.text}`).not.toContain(acmeMachine.name);
  expect(await page.content()).not.toContain(`"${acmeMachine.name}"`);
});

test('neither the list nor the search finds another tenant’s machine', async ({ openAs, session }) => {
  const own = new Set((await machinesOf(await session('operator@globex.test'))).map(({ name }) => name));
  const acmeMachine = (await machinesOf(await session('operator@acme.test'))).find(
    ({ name }) => ![...own].some((each) => each.includes(name)),
  );
  if (!acmeMachine) throw new Error('acme has a machine whose name globex does not have');
  const page = await openAs('operator@globex.test');
  const [frame, list] = [new Frame(page), new MachinesPage(page)];
  await list.open(`?search=${acmeMachine.name}`);
  await expect(page.getByText('No machine matches')).toBeVisible();
  await frame.searchFor(acmeMachine.name);
  await expect(page.getByText('No machine, policy, page or action has this name.')).toBeVisible();
});

test('an operation of another tenant gets the same page as an unknown one', async ({ openAs, session, watch }) => {
  watch.expect(statusNote(404));
  const answer = await (await session('operator@acme.test')).call('/api/v1/operations?pageSize=1');
  const [acmeOperation] = (answer.json as { items: { id: string; machine: { name: string } }[] }).items;
  if (!acmeOperation) throw new Error('acme has operations');
  const page = await openAs('operator@globex.test');
  const panel = page.getByRole('dialog', { name: 'Operation' });
  const textAt = async (id: string): Promise<string> => {
    await page.goto(`/activity?operation=${id}`);
    await expect(panel.getByText('There is no such object')).toBeVisible();
    return (await panel.innerText()).replace(/Request id\s+\S+/, '');
  };
  expect(await textAt(acmeOperation.id)).toBe(await textAt(neverExisted));
});
