import type { Page } from '@playwright/test';
import { languageCookie } from '@/lib/messages/languages';
import { pseudoLanguage } from '@/lib/messages/pseudo';
import { expect, test } from './fixtures';
import { expectNoSidewaysScroll } from './sideways-scroll';

const pages = ['/overview', '/machines', '/activity', '/policies', '/policies/new', '/mounts', '/activity/restores'];

/**
 * Texts that are not ours: names of the demo's objects, and the messages of React Aria, which has its own languages.
 */
const notOurs = /^(?:[a-z]+(?:-[a-z]+)*-\d+|Decrease|Increase)$/;

/**
 * Headings, columns, fields and buttons that are not in the pseudo-language: texts that are missing in the catalogue.
 */
async function untranslatedWords(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const texts = [...document.querySelectorAll('h1, h2, h3, th, label, button, [role="tab"]')]
      .filter((element) => element.checkVisibility() && !element.closest('[data-name], table tbody'))
      .map((element) => (element.getAttribute('aria-label') ?? element.textContent ?? '').trim());
    return texts.filter((text) => /[a-z]{3}/i.test(text) && !/[åéîöûýçñšžÅÉÎÖÛÝÇÑŠŽ]/.test(text));
  });
  return texts.filter((text) => !notOurs.test(text));
}

for (const width of [1280, 390]) {
  test(`at ${width} pixels longer texts fit, and every heading, column, field and button comes from the catalogue`, async ({
    openAs,
    stack,
  }) => {
    test.slow();
    const page = await openAs('admin@acme.test', { viewport: { width, height: 844 } });
    await page.context().addCookies([{ name: languageCookie, value: pseudoLanguage, url: stack.url }]);
    for (const path of pages) {
      await test.step(path, async () => {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(/[åéîöûý]/);
        await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
        expect(await untranslatedWords(page), path).toEqual([]);
        await expectNoSidewaysScroll(page, path);
      });
    }
  });
}
