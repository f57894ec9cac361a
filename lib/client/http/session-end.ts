let leaving = false;
let unsaved = 0;
let requestedHere = false;
const listeners = new Set<() => void>();

/**
 * Keeps the page open while user input is not sent yet: a session that ends is then renewed over it. Returns a function
 * that stops it.
 */
export function holdPage(): () => void {
  unsaved += 1;
  return () => {
    unsaved -= 1;
  };
}

/** Whether there is user input that is not sent yet. */
export function holdsPage(): boolean {
  return unsaved > 0;
}

/** Whether the person has to sign in over this page. */
export function isSignInRequestedHere(): boolean {
  return requestedHere;
}

/** Sets whether the person has to sign in over this page. */
export function requestSignInHere(isRequested: boolean): void {
  requestedHere = isRequested;
  for (const listener of listeners) listener();
}

/** Calls `listener` when `isSignInRequestedHere` changes; returns how to stop. */
export function watchSignInRequested(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Only a path of this site is accepted as the next address; anything else becomes `/`. */
export function safeNextPath(next: string | null | undefined): string {
  if (!next?.startsWith('/') || /^\/[/\\]/.test(next) || /\p{Cc}/u.test(next)) return '/';
  const url = new URL(next, 'http://portal.invalid');
  // Dots are resolved here: `/a/..//host` has become `//host`.
  const isOurs = url.host === 'portal.invalid' && !url.pathname.startsWith('//');
  return isOurs && !url.pathname.startsWith('/sign-in') ? `${url.pathname}${url.search}${url.hash}` : '/';
}

/** Address of the sign-in page that returns to this page. */
export function signInAddress(next: string, reason?: 'ended'): string {
  const query = new URLSearchParams();
  if (safeNextPath(next) !== '/') query.set('next', safeNextPath(next));
  if (reason) query.set('reason', reason);
  return query.size === 0 ? '/sign-in' : `/sign-in?${query.toString()}`;
}

/**
 * Opens the sign-in page, once for all requests that find the session ended; with user input, asks for the sign-in over
 * the page.
 */
export function leaveForSignIn(): void {
  if (leaving || typeof window === 'undefined' || window.location.pathname.startsWith('/sign-in')) return;
  if (unsaved > 0) {
    if (!requestedHere) requestSignInHere(true);
    return;
  }
  leaving = true;
  window.location.assign(signInAddress(window.location.pathname + window.location.search, 'ended'));
}
