import { newKey } from '@/e2e/api/portal-session';
import type { PortalSession } from '@/e2e/api/portal-session';
import { Policy, PolicyOptions } from '@/lib/contracts/policy';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { MachinePage } from './pages/machine-page';
import { OverviewPage } from './pages/overview-page';

/** Until the schedule is due, the backups have ended, and the expected runs were evaluated: each minute. */
const ledgerMs = 360_000;
const minuteMs = 60_000;
/** Enough time to create the policy before it is due. */
const leastAheadMs = 15_000;
const cause = 'The platform could not create the snapshot of the machine.';

/** A policy of these machines with one full backup, due at the next minute that is far enough ahead. */
async function planSoon(admin: PortalSession, machines: readonly string[]): Promise<Policy> {
  const options = PolicyOptions.parse((await admin.call('/api/v1/policies/options')).json);
  const due = new Date(Math.ceil((Date.now() + leastAheadMs) / minuteMs) * minuteMs);
  const schedule = {
    name: 'Soon',
    backupType: 'FULL',
    timeZone: 'UTC',
    execution: { kind: 'TIME', at: due.toISOString().slice(11, 16) },
    daysOfWeek: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'],
    startWindowMinutes: 60,
  };
  const answer = await admin.call('/api/v1/policies', {
    method: 'POST',
    body: { name: `Ledger ${newKey()}`, machines, destination: options.destinations[0]?.guid, schedules: [schedule] },
  });
  expect(answer.status, answer.text).toBe(201);
  return Policy.parse(answer.json);
}

test('a planned backup shows as made; a failed one shows its cause, without a reload', async ({
  openAs,
  session,
  stack,
  claim,
}) => {
  test.setTimeout(ledgerMs + 180_000);
  const [kept, failing] = await claim(
    2,
    ({ present, policy, operation }) => present && policy === null && operation === null,
  );
  if (!kept || !failing) throw new Error('two machines were claimed');
  await stack.simulator.nextWork(failing.guid, { fail: 'export', message: 'Snapshot creation failed' });
  const page = await openAs('operator@acme.test');
  const overview = new OverviewPage(page);
  await overview.open();
  await expect(overview.planned).toContainText(/planned backups?/);
  await planSoon(await session('admin@acme.test'), [kept.guid, failing.guid]);

  await test.step('on the overview', async () => {
    await overview.showMissed(ledgerMs);
    const missed = overview.missedOf(failing.name).first();
    await expect(missed).toContainText('Failed', { timeout: ledgerMs });
    await expect(missed).toContainText('Soon');
    await expect(missed).toContainText(cause);
    await expect(overview.missedOf(kept.name)).toHaveCount(0);
    await expect(overview.planned).toContainText(/did not\.|happened\./);
    await missed.getByRole('link', { name: failing.name, exact: true }).click();
  });

  const shown = new MachinePage(page);
  const planned = page.getByRole('table', { name: 'Planned backups' });
  await test.step('on the page of the failed machine', async () => {
    await expect(shown.heading(failing.name)).toBeVisible();
    await expect(shown.tab('Planned backups')).toHaveAttribute('aria-selected', 'true');
    await expect(planned.getByRole('row').filter({ hasText: 'Soon' })).toContainText(cause);
    await expect(shown.timeline).toContainText('Planned backups: 1 failed.');
    await expect(shown.timeline.getByRole('list', { name: 'Legend' })).toContainText('Planned, but failed');
    await expect(
      shown.timeline.getByRole('option', { name: new RegExp(`^Planned backup failed, due .*${cause}`) }),
    ).toBeAttached();
    const [axis, due] = [shown.timeline.getByRole('listbox'), shown.timeline.getByText(/^Due /)];
    await axis.press('End');
    // The attempt began after the backup was due, so its point may be the last.
    if (!(await due.isVisible())) await axis.press('ArrowLeft');
    await expect(due).toBeVisible();
    await expectAccessible(page, 'planned backups of a machine');
  });

  await test.step('on the page of the other machine', async () => {
    await page.goto(`/machines/${kept.guid}?tab=planned`);
    await expect(planned.getByRole('row').filter({ hasText: 'Soon' })).toContainText('On schedule', {
      timeout: ledgerMs,
    });
    await expect(shown.timeline).not.toContainText('Planned backups:');
    await planned.getByRole('row').filter({ hasText: 'Soon' }).getByRole('link').click();
    await expect(shown.panel).toBeVisible();
  });
});
