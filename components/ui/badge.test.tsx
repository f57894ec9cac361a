import { render } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { expect, test } from 'vitest';
import { TimeZoneProvider } from '@/lib/client/format/formats';
import { areas, loadMessages } from '@/lib/messages/catalogue';
import { ProtectionStep } from './badge';

test("shows the next step of a machine in the reader's language", async () => {
  const protection = {
    owner: 'YOU' as const,
    nextStep: 'As the API says it.',
    nextStepRef: { code: 'protection.step.assignPolicy' },
    firstRunAt: null,
  };
  const { container } = render(
    <NextIntlClientProvider locale="de" messages={await loadMessages('de', areas)} timeZone="UTC">
      <TimeZoneProvider value="Europe/Berlin">
        <ProtectionStep protection={protection} />
      </TimeZoneProvider>
    </NextIntlClientProvider>,
  );
  expect(container.textContent).toMatch(/^Sie: \S/);
  expect(container.textContent).not.toContain(protection.nextStep);
});
