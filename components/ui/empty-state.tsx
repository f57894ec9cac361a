'use client';

import { clsx } from 'clsx';
import { CircleAlert, RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useServerText } from '@/lib/client/format/server-text';
import { isProblem } from '@/lib/client/http/problems';
import { Button } from './button';
import { CopyText } from './copy-text';
import { Notice } from './notice';

interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  /** Why it is empty and what to do next. */
  children?: ReactNode;
  action?: ReactNode;
  className?: string | undefined;
}

/** Says why there is nothing here and offers the next step. */
export function EmptyState({ icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={clsx('flex flex-col items-center px-6 py-12 text-center', className)}>
      {icon ? <div className="mb-3 text-ink-3 [&>svg]:size-6">{icon}</div> : null}
      <p className="font-medium">{title}</p>
      {children ? <div className="mt-1 max-w-prose text-ink-2">{children}</div> : null}
      {action ? <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}

interface ErrorStateProps {
  error: unknown;
  /** Reads again; offered only where that may help. */
  onRetry?: (() => void) | undefined;
  isRetrying?: boolean | undefined;
  /** A next step, such as a link to the list. */
  action?: ReactNode;
  className?: string | undefined;
}

/** What went wrong: cause, owner, next step, and the id for support. */
export function ErrorState({ error, onRetry, isRetrying = false, action, className }: ErrorStateProps) {
  const t = useTranslations('ui');
  const { title, cause, owner, nextStep, requestId, canRetry } = useExplainProblem()(error);
  return (
    <div role="alert" className={clsx('panel flex items-start gap-3 p-4', className)}>
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-fail" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <p className="mt-0.5 text-ink-2">{cause}</p>
        <p className="mt-2 text-ink-2">
          <span className="text-ink-3">{t('error.responsible')}</span> {owner}.{' '}
          <span className="text-ink-3">{t('error.nextStep')}</span> {nextStep}
        </p>
        <RequestId id={requestId} />
        {(canRetry && onRetry) || action ? (
          <div className="mt-3 flex flex-wrap gap-2">
            {canRetry && onRetry ? (
              <Button onPress={onRetry} isPending={isRetrying} icon={<RotateCw aria-hidden className="size-3.5" />}>
                {t('retry')}
              </Button>
            ) : null}
            {action}
          </div>
        ) : null}
      </div>
    </div>
  );
}

interface RequestFailureProps {
  error: unknown;
  /** Whether something was changed or started; else the kind of failure. */
  title?: string | undefined;
  action?: ReactNode;
  children: ReactNode;
}

/** Why a request of a form or dialog failed, beside the form; with the id for support. */
export function RequestFailure({ error, title, action, children }: RequestFailureProps) {
  const explanation = useExplainProblem()(error);
  return (
    <Notice tone="fail" role="alert" title={title ?? explanation.title} action={action}>
      {children}
      <RequestId id={explanation.requestId} />
    </Notice>
  );
}

/** The server's errors of single fields, one line each, after the text of a failure. */
export function FieldErrorLines({ error }: { error: unknown }) {
  const wordsOfServer = useServerText();
  if (!isProblem(error)) return null;
  return error.fieldFaults.map(({ path, message, messageRef }) => (
    <span key={`${path}${message}`} className="block">
      {path === '' ? wordsOfServer(message, messageRef) : `${path}: ${wordsOfServer(message, messageRef)}`}
    </span>
  ));
}

function RequestId({ id }: { id: string | null }) {
  const t = useTranslations('ui.error');
  if (id === null) return null;
  return (
    <span className="mt-1 flex items-center gap-1 text-xs text-ink-3">
      {t('requestId')} <code className="font-mono break-all">{id}</code>{' '}
      <CopyText text={id} label={t('copyRequestId')} />
    </span>
  );
}
