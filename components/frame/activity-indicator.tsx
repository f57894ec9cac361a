'use client';

import { Activity } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CancelButton, OperationProgress } from '@/components/activity/running-operation';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { ProgressRing } from '@/components/ui/progress';
import { SidePanel } from '@/components/ui/dialog';
import { Skeleton } from '@/components/ui/skeleton';
import { OperationStateBadge } from '@/components/ui/badge';
import { ThingName } from '@/components/ui/thing-name';
import { RelativeTime } from '@/components/ui/time-text';
import { operationAddress } from '@/lib/client/addresses';
import { useOperationLabels } from '@/lib/client/format/operation-labels';
import { useOpenOperations, useRecentOperations } from '@/lib/client/queries/operations';
import { isSettled } from '@/lib/contracts/operation';
import type { Operation } from '@/lib/contracts/operation';

/** Number and ring of running work; opens the panel from any page. */
export function ActivityIndicator() {
  const t = useTranslations('frame');
  const [isOpen, setOpen] = useState(false);
  const { data } = useOpenOperations(true);
  const running = (data?.items ?? []).filter((operation) => !isSettled(operation.state));
  // More may be running than one page holds; finished ones of this page are no longer in the total.
  const count = data ? Math.max(running.length, data.total - (data.items.length - running.length)) : 0;
  const average =
    running.length === 0 ? 0 : running.reduce((sum, operation) => sum + operation.progress, 0) / running.length;
  return (
    <>
      <Button
        variant="quiet"
        size="sm"
        aria-haspopup="dialog"
        aria-label={
          count === 0 ? t('activity.nothingLabel') : t('activity.countLabel', { count, percent: Math.round(average) })
        }
        onPress={() => setOpen(true)}
        icon={count === 0 ? <Activity aria-hidden className="size-4" /> : <ProgressRing value={average} />}
        className="!px-2 tabular-nums"
      >
        {count === 0 ? null : (
          <span className="text-ink">
            {t.rich('activity.countMarked', {
              count,
              word: (chunks) => (
                <span key="word" className="max-sm:hidden">
                  {chunks}
                </span>
              ),
            })}
          </span>
        )}
      </Button>
      <SidePanel
        isOpen={isOpen}
        onOpenChange={setOpen}
        title={t('activity.title')}
        description={count === 0 ? t('activity.nothing') : t('activity.count', { count })}
      >
        <ActivitySheet running={running} onLeave={() => setOpen(false)} />
      </SidePanel>
    </>
  );
}

/** Running and recently ended work. */
function ActivitySheet({ running, onLeave }: { running: readonly Operation[]; onLeave: () => void }) {
  const t = useTranslations('frame');
  const recent = useRecentOperations(true);
  const ended = recent.data?.items.filter((operation) => isSettled(operation.state));
  return (
    <div className="space-y-6">
      {running.length === 0 ? null : (
        <section aria-label={t('activity.running')}>
          <ul className="divide-y divide-line">
            {running.map((operation) => (
              <Entry key={operation.id} operation={operation} onLeave={onLeave} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="ended-title">
        <h3 id="ended-title" className="mb-1 text-xs text-ink-3">
          {t('activity.ended')}
        </h3>
        {ended === undefined ? (
          recent.isError ? (
            <p className="text-ink-2">{t('activity.unread')}</p>
          ) : (
            <Skeleton className="my-2 h-10" />
          )
        ) : ended.length === 0 ? (
          <p className="py-2 text-ink-2">{t('activity.none')}</p>
        ) : (
          <ul className="divide-y divide-line">
            {ended.map((operation) => (
              <Entry key={operation.id} operation={operation} onLeave={onLeave} />
            ))}
          </ul>
        )}
      </section>
      <LinkButton href="/activity" onClick={onLeave} className="w-full">
        {t('activity.all')}
      </LinkButton>
    </div>
  );
}

function Entry({ operation, onLeave }: { operation: Operation; onLeave: () => void }) {
  const labels = useOperationLabels();
  const settled = isSettled(operation.state);
  const failed = operation.state === 'FAILED' || operation.state === 'NOT_STARTED' || operation.state === 'WARNING';
  return (
    <li className="py-2.5">
      <div className="flex items-center gap-3">
        <Link href={operationAddress(operation.id)} onClick={onLeave} className="link min-w-0 flex-1 truncate">
          <ThingName of={operation.machine} />
        </Link>
        <OperationStateBadge state={operation.state} plain />
      </div>
      <p className="flex gap-1 text-xs text-ink-3">
        {labels.kind(operation.kind)} · {labels.requestedBy(operation)} ·{' '}
        <RelativeTime at={settled ? operation.finishedAt : operation.requestedAt} />
      </p>
      {settled ? (
        failed ? (
          <p className="mt-1 text-xs text-ink-2">{labels.progress(operation)}</p>
        ) : null
      ) : (
        <div className="mt-1.5 flex items-end gap-3">
          <div className="min-w-0 flex-1">
            <OperationProgress operation={operation} />
          </div>
          <CancelButton operation={operation} />
        </div>
      )}
    </li>
  );
}
