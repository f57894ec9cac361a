'use client';

import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { isMissingCode, noteMissingCode } from '@/lib/client/http/page-code';
import { Button } from './button';
import { MessagePage } from './message-pages';

/**
 * Logs the error of an error boundary, and returns what the page shows; code that could not be loaded is not an error.
 */
export function useCrash(error: unknown): { isMissingCode: boolean; id: string | null } {
  useEffect(() => {
    // eslint-disable-next-line no-console -- the boundary has caught it, so the browser does not log it
    console.error(error);
    if (isMissingCode(error)) noteMissingCode(null);
  }, [error]);
  const hasId = error instanceof Error && 'digest' in error && typeof error.digest === 'string';
  return { isMissingCode: isMissingCode(error), id: hasId ? String(error.digest) : null };
}

/** The content of a page after an error: cause, owner, next step, and the id under which the server logged it. */
export function CrashPage({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTranslations('frame');
  const tUi = useTranslations('ui');
  const { isMissingCode: isUpdated, id } = useCrash(error);
  if (isUpdated) return <MissingCodePage />;
  return (
    <MessagePage
      title={t('crash.title')}
      actions={
        <>
          <Button variant="primary" onPress={onRetry}>
            {tUi('retry')}
          </Button>
          <Button onPress={() => window.location.assign('/')}>{t('notFound.overview')}</Button>
        </>
      }
    >
      <p>{t('crash.fault')}</p>
      <p>{t(id === null ? 'crash.tell' : 'crash.tellWithId')}</p>
      {id === null ? null : (
        <p className="text-xs text-ink-3">
          {t.rich('crash.id', {
            id,
            code: (chunks) => (
              <code key="code" className="font-mono">
                {chunks}
              </code>
            ),
          })}
        </p>
      )}
    </MessagePage>
  );
}

/** Not an error: the portal was updated while the page was open, or can't be reached. */
function MissingCodePage() {
  const t = useTranslations('frame');
  return (
    <MessagePage
      title={t('pageCode.title')}
      actions={<Button onPress={() => window.location.reload()}>{t('pageCode.load')}</Button>}
    >
      <p role="status">{t('pageCode.missing')}</p>
    </MessagePage>
  );
}
