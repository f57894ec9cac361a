import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';

/** The chosen item, and one that is not chosen. */
const pairs = [
  { what: 'tab', chosen: '[role="tab"][aria-selected="true"]', other: '[role="tab"][aria-selected="false"]' },
  {
    what: 'place in the rail',
    chosen: 'nav[aria-label="Main"] a[aria-current="page"]',
    other: 'nav[aria-label="Main"] li a:not([aria-current])',
  },
  {
    what: 'range of the timeline',
    chosen: '[role="group"][aria-label="Zoom"] a[aria-current]',
    other: '[role="group"][aria-label="Zoom"] a:not([aria-current])',
  },
  { what: 'chip', chosen: 'label:has(> input.absolute:checked)', other: 'label:has(> input.absolute:not(:checked))' },
  { what: 'radio button', chosen: 'input[type="radio"]:checked', other: 'input[type="radio"]:not(:checked)' },
] as const;

/** Its look without the text: the system's colours, the widths of borders, and an icon before it. */
function lookOf(page: Page, selector: string): Promise<string | null> {
  return page.evaluate((wanted) => {
    const element = [...document.querySelectorAll(wanted)].find((each) => each.checkVisibility());
    if (!element) return null;
    const [own, before] = [getComputedStyle(element), getComputedStyle(element, '::before')];
    return [own.backgroundColor, own.borderTopWidth, own.textDecorationLine, before.backgroundColor, before.left].join(
      ' ',
    );
  }, selector);
}

test('in forced colours every choice still shows what is chosen', async ({ openAs, claimOne }) => {
  const machine = await claimOne((each) => each.present);
  const page = await openAs('admin@acme.test');
  await page.emulateMedia({ forcedColors: 'active' });
  const seen = new Set<string>();
  const look = async () => {
    for (const { what, chosen, other } of pairs) {
      const [one, another] = [await lookOf(page, chosen), await lookOf(page, other)];
      if (one === null || another === null) continue;
      seen.add(what);
      expect(one, what).not.toBe(another);
    }
  };
  await page.goto(`/machines/${machine.guid}`);
  await expect(page.getByRole('tab').first()).toBeVisible();
  await expect(page.getByRole('group', { name: 'Zoom' })).toBeVisible();
  await look();

  await page.goto('/policies/new');
  await page.getByRole('button', { name: 'Add a schedule' }).click();
  await page.getByRole('button', { name: 'Working days' }).click();
  await look();
  const on = page.getByRole('switch', { name: 'On' }).last();
  const knob = () =>
    on.evaluate((element) =>
      [getComputedStyle(element).backgroundColor, getComputedStyle(element, '::before').backgroundColor].join(' '),
    );
  const [switched] = [await knob()];
  await on.press('Space');
  expect(await knob(), 'switch').not.toBe(switched);
  expect(switched.split(' rgb')[0], 'a knob that can be seen').not.toBe(`rgb${switched.split(' rgb')[1] ?? ''}`);
  expect([...seen].sort()).toEqual(pairs.map(({ what }) => what).sort());
});
