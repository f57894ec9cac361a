import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { TimeZoneProvider } from '@/lib/client/format/formats';
import { signIn } from '@/lib/client/session';
import { loadMessages } from '@/lib/messages/catalogue';
import { SignInForm } from './sign-in-form';

vi.mock('@/lib/client/session', () => ({ signIn: vi.fn() }));

const messages = await loadMessages('en', ['format', 'frame', 'ui']);
const onSignedIn = vi.fn();
const email = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'E-mail' });
const password = () => screen.getByLabelText<HTMLInputElement>('Password');
const submit = () => fireEvent.submit(email().form ?? email());

function show(knownEmail?: string): void {
  render(
    <NextIntlClientProvider locale="en" messages={messages}>
      <TimeZoneProvider value="UTC">
        <SignInForm onSignedIn={onSignedIn} hasSessionEnded={false} email={knownEmail} />
      </TimeZoneProvider>
    </NextIntlClientProvider>,
  );
}

afterEach(() => {
  cleanup();
  vi.mocked(signIn).mockReset();
  onSignedIn.mockReset();
});

describe('the sign-in form', () => {
  test('without e-mail and password shows what is missing, focuses the first field and sends nothing', async () => {
    show();
    submit();
    expect(screen.getByText('Enter your password')).toBeDefined();
    expect(email().getAttribute('aria-invalid')).toBe('true');
    await waitFor(() => expect(document.activeElement).toBe(email()));
    expect(signIn).not.toHaveBeenCalled();
  });

  test('removes the error as soon as the field is valid, and shows none before the field was left', () => {
    show();
    fireEvent.change(email(), { target: { value: 'some' } });
    expect(email().getAttribute('aria-invalid')).toBeNull();
    fireEvent.blur(email());
    expect(email().getAttribute('aria-invalid')).toBe('true');
    fireEvent.change(email(), { target: { value: 'someone@acme.test' } });
    expect(email().getAttribute('aria-invalid')).toBeNull();
  });

  test('keeps the e-mail after a refused attempt and focuses the password', async () => {
    vi.mocked(signIn).mockResolvedValue({ ok: false, reason: 'refused' });
    show('someone@acme.test');
    fireEvent.change(password(), { target: { value: 'wrong' } });
    submit();
    expect(await screen.findByText('Wrong e-mail or password.')).toBeDefined();
    expect(signIn).toHaveBeenCalledExactlyOnceWith('someone@acme.test', 'wrong');
    expect(email().value).toBe('someone@acme.test');
    expect(document.activeElement).toBe(password());
    expect(onSignedIn).not.toHaveBeenCalled();
  });

  test('sends once for repeated submits, and continues', async () => {
    vi.mocked(signIn).mockResolvedValue({ ok: true });
    show('someone@acme.test');
    fireEvent.change(password(), { target: { value: 'right' } });
    submit();
    submit();
    await waitFor(() => expect(onSignedIn).toHaveBeenCalledOnce());
    expect(signIn).toHaveBeenCalledOnce();
  });
});
