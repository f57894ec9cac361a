import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { areas, loadMessages } from '@/lib/messages/catalogue';
import { TryIt } from './try-it';

const asked = vi.fn<typeof fetch>();
beforeEach(() => {
  asked.mockReset();
  vi.stubGlobal('fetch', asked);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function show(props: Partial<Parameters<typeof TryIt>[0]> = {}): Promise<void> {
  render(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={await loadMessages('en', areas)}>
      <TryIt
        path="/api/v1/machines/{guid}/restores"
        kind="read"
        parameters={[
          { name: 'guid', in: 'path', required: true, schema: {} },
          { name: 'page', in: 'query', required: false, schema: {} },
          { name: 'search', in: 'query', required: false, schema: {} },
        ]}
        {...props}
      />
    </NextIntlClientProvider>,
  );
}

test('sends a read with what was typed, without empty fields, and shows status and readable JSON', async () => {
  asked.mockResolvedValue(new Response('{"items":[]}', { status: 200 }));
  await show();
  fireEvent.change(screen.getByRole('textbox', { name: 'guid' }), { target: { value: 'a/b' } });
  fireEvent.change(screen.getByRole('textbox', { name: 'page' }), { target: { value: '2' } });
  fireEvent.click(screen.getByRole('button', { name: 'Send request' }));
  expect((await screen.findByRole('region', { name: 'Response' })).textContent).toBe('{\n  "items": []\n}');
  expect(asked.mock.calls.map(([address, init]) => [address, init?.method, init?.credentials])).toEqual([
    ['/api/v1/machines/a%2Fb/restores?page=2', 'GET', 'same-origin'],
  ]);
});

test('says that there was no response', async () => {
  asked.mockRejectedValue(new TypeError('no network'));
  await show({ parameters: [] });
  fireEvent.click(screen.getByRole('button', { name: 'Send request' }));
  expect(await screen.findByText('The portal did not respond.')).toBeDefined();
});

test('can not send a write, or read a stream', async () => {
  await show({ kind: 'write' });
  expect(screen.getByText('This request changes real data')).toBeDefined();
  await show({ kind: 'stream' });
  expect(screen.queryByRole('button', { name: 'Send request' })).toBeNull();
});
