import { cleanup, render } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { afterEach, expect, test, vi } from 'vitest';
import { loadMessages } from '@/lib/messages/catalogue';
import { FailureNotice } from './failure-notice';

vi.mock('@/lib/client/queries/me', () => ({ useCan: () => true }));

afterEach(cleanup);

const failure = {
  cause: 'The backup system could not be reached, so nothing was started.',
  causeRef: { code: 'failure.cause.neverStarted' },
  owner: 'PROVIDER',
  nextStep: 'As the API says it.',
  nextStepRef: { code: 'failure.step.neverStarted' },
  detail: null,
  action: null,
} as const;
const work = {
  kind: 'BACKUP',
  machine: { guid: 'm', name: 'web-01' },
  requestedAt: '',
  source: null,
  id: null,
} as const;

test.each([
  ['de', 'Das Sicherungssystem war nicht erreichbar'],
  ['pl', 'System kopii zapasowych był nieosiągalny'],
] as const)('shows cause and next step of a failure in %s', async (language, cause) => {
  const messages = await loadMessages(language, ['common', 'server', 'ui']);
  const { container } = render(
    <NextIntlClientProvider locale={language} messages={messages as never} timeZone="UTC">
      <FailureNotice failure={failure} work={work} />
    </NextIntlClientProvider>,
  );
  expect(container.textContent).toContain(cause);
  expect(container.textContent).not.toContain(failure.cause);
  expect(container.textContent).not.toContain(failure.nextStep);
});

test('keeps a cause of the backup system unchanged', async () => {
  const messages = await loadMessages('de', ['common', 'server', 'ui']);
  const { container } = render(
    <NextIntlClientProvider locale="de" messages={messages as never} timeZone="UTC">
      <FailureNotice failure={{ ...failure, cause: 'Disk 7 is broken.', causeRef: null }} work={work} />
    </NextIntlClientProvider>,
  );
  expect(container.textContent).toContain('Disk 7 is broken.');
});
