'use client';

import { useQueryClient } from '@tanstack/react-query';
import { SignInForm } from '@/components/auth/sign-in-form';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { meQuery, useMe } from '@/lib/client/me';
import { askSignInHere, signInAddress } from '@/lib/client/session-end';
import { useSignInAsked } from '@/lib/client/unsaved-work';

/** Signs in again over a page that holds something typed. Another person gets a page of their own. */
export function SessionEnded() {
  const isAsked = useSignInAsked();
  const me = useMe();
  const client = useQueryClient();
  const goOn = async () => {
    const now = await client.query({ ...meQuery(), staleTime: 0 }).catch(() => null);
    if (now === null || now.user.id !== me?.user.id || now.tenant?.slug !== me.tenant?.slug) {
      window.location.assign('/');
      return;
    }
    askSignInHere(false);
    await client.invalidateQueries();
  };
  return (
    <Dialog
      isOpen={isAsked}
      isLocked
      size="sm"
      title="Your session has ended"
      description="Sign in again; what you typed is still here."
      onOpenChange={() => undefined}
      footer={
        <Button
          variant="quiet"
          onPress={() => window.location.assign(signInAddress(window.location.pathname + window.location.search))}
        >
          Leave this page instead
        </Button>
      }
    >
      <SignInForm hasSessionEnded={false} email={me?.user.email} onSignedIn={() => void goOn()} />
    </Dialog>
  );
}
