import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { Fragment, useId } from 'react';
import type { ReactNode } from 'react';
import { useServerText } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import type { Warning } from '@/lib/contracts/operation';
import { Notice } from './notice';

interface SectionProps {
  title: ReactNode;
  /** Number beside the title. */
  count?: number | undefined;
  action?: ReactNode;
  className?: string | undefined;
  /** False when the children have their own padding, such as lists and tables. */
  padded?: boolean | undefined;
  children: ReactNode;
}

/** A titled panel, named after its title for screen readers. */
export function Section({ title, count, action, className, padded = true, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={clsx('panel min-w-0', className)}>
      <div className="flex min-h-11 items-center gap-2 border-b border-line px-4">
        <h2 id={id} className="text-sm">
          {title}
        </h2>
        {count === undefined ? null : <span className="text-xs text-ink-3 tabular-nums">{count}</span>}
        {action ? <div className="ml-auto">{action}</div> : null}
      </div>
      <div className={padded ? 'p-4' : undefined}>{children}</div>
    </section>
  );
}

export interface KeyValue {
  key: string;
  value: ReactNode;
}

/** Names and values in two columns; empty ones (null, undefined, false) are left out. */
export function KeyValues({
  items,
  className,
}: {
  items: readonly (KeyValue | null | false | undefined)[];
  className?: string | undefined;
}) {
  return (
    <dl className={clsx('grid grid-cols-[minmax(6.5rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5', className)}>
      {items.map((item) =>
        item ? (
          <Fragment key={item.key}>
            <dt className="text-ink-3">{item.key}</dt>
            <dd className="min-w-0 break-words">{item.value}</dd>
          </Fragment>
        ) : null,
      )}
    </dl>
  );
}

/** The warnings of the backup system, one text each. Nothing without any. */
export function WarningList({ warnings }: { warnings: readonly Warning[] }) {
  const t = useTranslations('ui.warnings');
  const wordsOfServer = useServerText();
  if (warnings.length === 0) return null;
  return (
    <section aria-label={t('label')}>
      <h3 className="mb-2 text-sm">{t('title', { count: warnings.length })}</h3>
      <ul className="space-y-1">
        {warnings.map(({ text, textRef, acknowledgedBy }, index) => (
          <li key={index}>
            <Notice tone="late">
              {wordsOfServer(text, textRef)}
              {acknowledgedBy === null ? null : (
                <span className="block text-xs text-ink-3">{t('acknowledgedBy', { name: acknowledgedBy.name })}</span>
              )}
            </Notice>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Warnings in one line, for rows and headers. */
export function warningText(warnings: readonly Warning[], wordsOfServer: WordsOfServer): string {
  return warnings.map(({ text, textRef }) => wordsOfServer(text, textRef)).join(' · ');
}
