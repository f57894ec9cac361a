import { QueryClientProvider } from '@tanstack/react-query';
import { NextIntlClientProvider } from 'next-intl';
import { act } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { expect, test, vi } from 'vitest';
import { keyOf } from '@/lib/client/live/keys';
import { makeQueryClient } from '@/lib/client/live/query-client';
import type { Policy } from '@/lib/contracts/policy';
import { loadMessages } from '@/lib/messages/catalogue';
import { EditPolicyPage } from './editor-pages';

vi.mock('next/navigation', () => ({
  useRouter: () => ({}),
  usePathname: () => '/policies/p/edit',
  useSearchParams: () => new URLSearchParams(),
}));

const retention = { full: { keepLast: 3, keepDays: 30 }, incremental: { keepLast: 3, keepDays: 30 } };
const policy = {
  guid: 'p',
  version: 'v',
  name: 'Gold',
  active: true,
  priority: 50,
  readOnly: false,
  condition: 'OK',
  autoRemoveNonPresent: false,
  machines: [{ guid: 'm', name: 'web-01' }],
  destination: { guid: 'd', name: 'Vault' },
  secondaryDestination: null,
  retention,
  schedules: [],
} as unknown as Policy;

/** The browser's cache as the page fills it. */
function startedClient() {
  const client = makeQueryClient();
  client.setQueryData(keyOf('me'), { user: { id: 'u' }, tenant: { slug: 'acme' }, permissions: [] });
  client.setQueryData(keyOf('policy', { guid: 'p' }), policy);
  client.setQueryData(keyOf('policy-options'), {
    destinations: [{ guid: 'd', name: 'Vault', default: true }],
    destinationsReason: null,
    timeZone: 'UTC',
    retention,
  });
  client.setQueryData(keyOf('every-machine'), {
    items: [{ guid: 'm', name: 'web-01', platform: 'KVM', present: true, policy: { guid: 'p', name: 'Gold' } }],
    total: 1,
  });
  return client;
}

test('the form is in the HTML without inline styles, and disabled until the browser has hydrated it unchanged', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const messages = await loadMessages('en', ['policies', 'machines', 'ui', 'format', 'common', 'frame']);
  const page = () => (
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <I18nProvider locale="en-GB">
        <QueryClientProvider client={startedClient()}>
          <EditPolicyPage guid="p" />
        </QueryClientProvider>
      </I18nProvider>
    </NextIntlClientProvider>
  );
  const root = document.createElement('div');
  document.body.append(root);
  root.innerHTML = renderToString(page());
  expect(root.querySelector('form')?.hasAttribute('inert')).toBe(true);
  expect(root.textContent).toContain('web-01');
  expect(root.textContent).toContain('Vault');
  // The page's content security policy forbids inline styles.
  expect(root.querySelectorAll('[style]')).toHaveLength(0);

  const complaints = vi.fn();
  const hydrated = await act(async () => hydrateRoot(root, page(), { onRecoverableError: complaints }));
  expect(complaints).not.toHaveBeenCalled();
  expect(root.querySelector('form')?.hasAttribute('inert')).toBe(false);
  await act(async () => hydrated.unmount());
  root.remove();
  vi.unstubAllGlobals();
});
