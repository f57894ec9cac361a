import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { TimeZoneProvider } from '@/lib/client/format/formats';
import { makeQueryClient } from '@/lib/client/live/query-client';
import { loadMessages } from '@/lib/messages/catalogue';
import { SetupForm } from './setup-form';

const messages = await loadMessages('en', ['common', 'format', 'setup', 'ui']);
const onDone = vi.fn();
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const submit = () => fireEvent.submit(field('E-mail').form ?? field('E-mail'));
const right = {
  'One-time code': '7k3m-q2xd-9htb-4wve',
  'E-mail': ' Ada@Provider.test',
  'Your name': 'Ada',
  Password: 'correct horse battery',
};

/** What the portal answers, and what it was sent. */
function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const sent = vi.fn(() => Promise.resolve(Response.json(body, { status, headers })));
  vi.stubGlobal('fetch', sent);
  return sent;
}
const problem = (code: string, status: number, more: object = {}) =>
  ({
    type: `urn:problem:${code}`,
    title: code,
    status,
    code,
    detail: 'Detail.',
    requestId: 'request-1',
    ...more,
  }) as const;

function show(typed: Partial<Record<keyof typeof right, string>> = right): void {
  render(
    <NextIntlClientProvider locale="en" messages={messages}>
      <TimeZoneProvider value="UTC">
        <QueryClientProvider client={makeQueryClient()}>
          <SetupForm onDone={onDone} />
        </QueryClientProvider>
      </TimeZoneProvider>
    </NextIntlClientProvider>,
  );
  for (const [name, value] of Object.entries(typed)) fireEvent.change(field(name), { target: { value } });
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  onDone.mockReset();
});

describe('the form of the set-up', () => {
  test('says what is missing, leads to the first of it and sends nothing', async () => {
    const sent = answering(201, {});
    show({});
    submit();
    for (const text of [/16 letters and digits/, /Enter your e-mail/, /Enter your name/, /at least 12 characters/])
      expect(screen.getByText(text)).toBeDefined();
    await waitFor(() => expect(document.activeElement).toBe(field('One-time code')));
    expect(sent).not.toHaveBeenCalled();
  });

  test('takes a message away as soon as the field is right, and brings none for one that was only passed', () => {
    show({});
    fireEvent.blur(field('Password'));
    expect(field('Password').getAttribute('aria-invalid')).toBeNull();
    fireEvent.change(field('Password'), { target: { value: 'short' } });
    fireEvent.blur(field('Password'));
    expect(field('Password').getAttribute('aria-invalid')).toBe('true');
    fireEvent.change(field('Password'), { target: { value: 'long enough now' } });
    expect(field('Password').getAttribute('aria-invalid')).toBeNull();
  });

  test('sends what was typed once, in the form in which it is kept, and goes on', async () => {
    const sent = answering(201, { email: 'ada@provider.test' });
    show();
    submit();
    submit();
    await waitFor(() => expect(onDone).toHaveBeenCalledOnce());
    expect(onDone).toHaveBeenCalledWith({ email: 'ada@provider.test', password: 'correct horse battery' });
    expect(sent).toHaveBeenCalledOnce();
    const [path, { body }] = sent.mock.calls[0] as unknown as [string, { body: string }];
    expect([path, JSON.parse(body)]).toEqual([
      '/api/v1/setup',
      { code: '7K3MQ2XD9HTB4WVE', email: 'ada@provider.test', name: 'Ada', password: 'correct horse battery' },
    ]);
  });

  test('shows what the portal refuses at its field and keeps what was typed', async () => {
    answering(
      422,
      problem('validation_failed', 422, { errors: [{ path: 'code', message: 'is not right or has expired' }] }),
    );
    show();
    submit();
    expect(await screen.findByText('Is not right or has expired')).toBeDefined();
    await waitFor(() => expect(document.activeElement).toBe(field('One-time code')));
    expect(field('Password').value).toBe('correct horse battery');
    expect(onDone).not.toHaveBeenCalled();
  });

  test('waits as long as it was told after too many attempts', async () => {
    answering(429, problem('rate_limited', 429), { 'retry-after': '90' });
    show();
    submit();
    expect(await screen.findByText('Too many attempts')).toBeDefined();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Create account' }).disabled).toBe(true);
  });

  test('says that it is over when somebody was quicker, and leads to sign-in', async () => {
    answering(404, problem('not_found', 404));
    show();
    submit();
    expect(await screen.findByText('Setup is complete')).toBeDefined();
    expect(screen.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/sign-in');
  });

  test('says that no account was made when the portal fails, with the id', async () => {
    answering(500, problem('internal', 500));
    show();
    submit();
    expect(await screen.findByText('No account was created')).toBeDefined();
    expect(screen.getByText('request-1')).toBeDefined();
  });
});
