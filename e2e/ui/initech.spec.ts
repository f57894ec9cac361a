import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { Frame } from './pages/frame';

test('a tenant without machines sees why every page is empty and what to do', async ({ openAs }) => {
  const page = await openAs('admin@initech.test');
  const frame = new Frame(page);
  await page.goto('/');
  await expect(page.getByText('No machine belongs to Initech yet')).toBeVisible();
  await expect(page.getByText(/Ask them which machines should be here/)).toBeVisible();
  await expectAccessible(page, 'overview without machines');
  await frame.goTo('Machines');
  await expect(page.getByText('No machines yet')).toBeVisible();
  await expect(page.getByText(/machines appear here automatically/)).toBeVisible();
  await expectAccessible(page, 'list without machines');
  await frame.goTo('Activity');
  await expect(page.getByText('Nothing has run yet')).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: 'Go to machines' })).toBeVisible();
  await expectAccessible(page, 'activity without operations');
  await expect(frame.activity).toHaveAccessibleName('Activity: nothing is running');
  await frame.activity.click();
  await expect(frame.sheet.getByText('No operation has ended yet.')).toBeVisible();
});
