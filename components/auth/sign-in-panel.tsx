'use client';

import { SignInForm } from './sign-in-form';

/** The form of the sign-in page; `next` is already checked to be a path of this site. */
export function SignInPanel({ next, hasSessionEnded }: { next: string; hasSessionEnded: boolean }) {
  return <SignInForm hasSessionEnded={hasSessionEnded} onSignedIn={() => window.location.assign(next)} />;
}
