'use client';

import { clsx } from 'clsx';
import { Circle, CircleCheck, CircleX, Hourglass } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Route } from 'next';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { LinkButton } from '@/components/ui/link-button';
import { Section } from '@/components/ui/section';
import { useServerText } from '@/lib/client/format/server-text';
import { useChecklist } from '@/lib/client/queries/provider';
import type { ChecklistItem } from '@/lib/contracts/provider';

const looks: Readonly<Record<ChecklistItem['state'], { icon: LucideIcon; ink: string }>> = {
  DONE: { icon: CircleCheck, ink: 'text-ok' },
  OPEN: { icon: Circle, ink: 'text-ink-3' },
  WAITING: { icon: Hourglass, ink: 'text-run' },
  FAULT: { icon: CircleX, ink: 'text-fail' },
};

/** What a new provider does first; nothing once all of it is done. It stands above the page, so it waits for nothing. */
export function FirstSteps() {
  const t = useTranslations('provider');
  const { data } = useChecklist();
  if (!data || data.done) return null;
  const done = data.items.filter(({ state }) => state === 'DONE').length;
  return (
    <Section
      className="mb-5"
      title={t('checklist.title')}
      padded={false}
      action={
        <span className="text-xs text-ink-3 tabular-nums">
          {t('checklist.progress', { done, all: data.items.length })}
        </span>
      }
    >
      <ol className="divide-y divide-line">
        {data.items.map((item) => (
          <Step key={item.id} item={item} />
        ))}
      </ol>
    </Section>
  );
}

function Step({ item: { id, state, text, textRef, nextStep, nextStepRef, href } }: { item: ChecklistItem }) {
  const t = useTranslations('provider');
  const wordsOfServer = useServerText();
  const { icon: Icon, ink } = looks[state];
  const pathname = usePathname();
  const isDone = state === 'DONE';
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3">
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', ink)} />
      <div className="min-w-0 flex-1 basis-60">
        <p className={clsx('font-medium', isDone && 'text-ink-2')}>
          {t(`checklist.items.${id}`)}{' '}
          <span className={clsx('ml-1 text-xs', ink)}>{t(`checklist.states.${state}`)}</span>
        </p>
        <p className="mt-0.5 text-ink-2">{wordsOfServer(text, textRef)}</p>
        {nextStep === null ? null : <p className="mt-0.5 break-words">{wordsOfServer(nextStep, nextStepRef)}</p>}
      </div>
      {href === null || isDone || href === pathname ? null : (
        <LinkButton href={href as Route} size="sm" className="max-sm:ml-7">
          {t(`checklist.go.${id}`)}
        </LinkButton>
      )}
    </li>
  );
}
