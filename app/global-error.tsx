/* eslint-disable no-restricted-syntax -- it stands where nothing else works, the catalogue included */
'use client';

import '@fontsource-variable/inter/wght.css';
import './globals.css';
import { Button } from '@/components/ui/button';
import { useCrash } from '@/components/ui/crash-page';
import { MessagePage } from '@/components/ui/message-pages';

/** Replaces the whole document, and with it the messages in the reader's language: it is in English. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const { isMissingCode, id } = useCrash(error);
  return (
    <html lang="en">
      <body>
        <title>This page failed · Backup portal</title>
        <main>
          <MessagePage
            title={isMissingCode ? 'The portal was updated, or can’t be reached' : 'This page failed'}
            actions={
              <>
                <Button variant="primary" onPress={isMissingCode ? () => window.location.reload() : retry}>
                  {isMissingCode ? 'Reload the page' : 'Try again'}
                </Button>
                <Button onPress={() => window.location.assign('/')}>Go to the overview</Button>
              </>
            }
          >
            <p>
              {isMissingCode
                ? 'A part of this page can’t be loaded. The page is reloaded automatically as soon as possible.'
                : 'The error is in the portal. Operations that were started continue.'}
            </p>
            {id === null ? null : (
              <p className="text-xs text-ink-3">
                Error id <code className="font-mono">{id}</code>
              </p>
            )}
          </MessagePage>
        </main>
      </body>
    </html>
  );
}
