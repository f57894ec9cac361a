'use client';

import { useEffect } from 'react';
import { Button } from './button';
import { MessagePage } from './message-page';

/** What a page shows when it broke: cause, who acts, next step, and the id under which the server logged it. */
export function CrashPage({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  useEffect(() => {
    // eslint-disable-next-line no-console -- the boundary has caught it, so the browser would not tell
    console.error(error);
  }, [error]);
  const digest = error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : null;
  return (
    <MessagePage
      title="This page failed"
      actions={
        <>
          <Button variant="primary" onPress={onRetry}>
            Try again
          </Button>
          <Button onPress={() => window.location.assign('/')}>Go to the overview</Button>
        </>
      }
    >
      <p>The fault is the portal’s, not yours. Work that was started goes on.</p>
      <p>Try again. If it stays, tell your provider what you did{digest === null ? '.' : ' and give them this id.'}</p>
      {digest === null ? null : (
        <p className="text-xs text-ink-3">
          Error id <code className="font-mono">{digest}</code>
        </p>
      )}
    </MessagePage>
  );
}
