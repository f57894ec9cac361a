import * as z from 'zod';
import { authRequest } from './http/api';
import { forgetDrafts } from './drafts/draft-store';
import { serverNow } from './live/server-clock';

const Csrf = z.object({ csrfToken: z.string() });
const Answer = z.object({ url: z.string() });

export type SignInOutcome =
  { ok: true } | { ok: false; reason: 'refused' | 'failed' } | { ok: false; reason: 'throttled'; retryAt: number };

async function post(path: `/api/auth/${string}`, fields: Readonly<Record<string, string>>): Promise<URL> {
  const { csrfToken } = Csrf.parse(await authRequest('/api/auth/csrf'));
  const { url } = Answer.parse(
    await authRequest(path, { ...fields, csrfToken, json: 'true', callbackUrl: window.location.origin }),
  );
  return new URL(url, window.location.origin);
}

/**
 * The result of the sign-in endpoint, by the `error` of the address in its response; a wrong password and an unknown
 * user are the same. `retryAt` is in milliseconds.
 */
export function readSignInOutcome(error: string | null, nowMs: number): SignInOutcome {
  if (error === null) return { ok: true };
  const throttled = /^Throttled(?::(\d+))?$/.exec(error);
  if (throttled) return { ok: false, reason: 'throttled', retryAt: nowMs + Number(throttled[1] ?? 60) * 1000 };
  return { ok: false, reason: error === 'CredentialsSignin' ? 'refused' : 'failed' };
}

/** Signs in with e-mail and password; never throws. */
export async function signIn(email: string, password: string): Promise<SignInOutcome> {
  try {
    const answer = await post('/api/auth/callback/credentials', { email, password });
    return readSignInOutcome(answer.searchParams.get('error'), serverNow());
  } catch {
    return { ok: false, reason: 'failed' };
  }
}

/** Ends the session and every draft of this tab, then shows `next`; also when the portal can't be reached. */
export async function signOut(next = '/sign-in'): Promise<void> {
  forgetDrafts();
  await post('/api/auth/signout', {}).catch(() => undefined);
  window.location.assign(next);
}
