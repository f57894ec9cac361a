import { cleanup, render } from '@testing-library/react';
import axe from 'axe-core';
import { NextIntlClientProvider } from 'next-intl';
import { afterEach, expect, test, vi } from 'vitest';
import { TimeZoneProvider } from '@/lib/client/format/formats';
import { areas, loadMessages } from '@/lib/messages/catalogue';
import { ControlGallery } from './control-gallery';

vi.mock('next/navigation', () => ({ usePathname: () => '/dev/ui', useSearchParams: () => new URLSearchParams() }));

afterEach(cleanup);

/** Without a layout there are no colours to compare: the browser tests check those. */
const rules: axe.RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  rules: { 'color-contrast': { enabled: false } },
};

test('every control in every state passes axe', { timeout: 120_000 }, async () => {
  const messages = await loadMessages('en', areas);
  const { container } = render(
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <TimeZoneProvider value="Europe/Berlin">
        <ControlGallery />
      </TimeZoneProvider>
    </NextIntlClientProvider>,
  );
  const { violations, passes } = await axe.run(container, rules);
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
  expect(passes.length, 'rules that found something to check').toBeGreaterThan(10);
});
