'use client';

import { useEffect } from 'react';
import { isMissingCode, noteMissingCode } from '@/lib/client/http/page-code';
import { Button } from './button';
import { MessagePage } from './message-pages';

/** What a page shows when it broke: cause, who acts, next step, and the id under which the server logged it. */
export function CrashPage({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  useEffect(() => {
    // eslint-disable-next-line no-console -- the boundary has caught it, so the browser would not tell
    console.error(error);
    if (isMissingCode(error)) noteMissingCode(null);
  }, [error]);
  if (isMissingCode(error)) return <MissingCodePage />;
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

/** Not a fault: the portal was updated under the page, or can't be reached. */
function MissingCodePage() {
  return (
    <MessagePage
      title="The portal was updated, or can’t be reached"
      actions={<Button onPress={() => window.location.reload()}>Load the page anew</Button>}
    >
      <p role="status">
        A part of this page can’t be loaded. It is loaded anew by itself as soon as that is possible; what you typed
        stays.
      </p>
    </MessagePage>
  );
}
