'use client';

import { CircleCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useServerText } from '@/lib/client/format/server-text';
import Link from 'next/link';
import { FailureAction } from '@/components/activity/failure-notice';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import { ProtectionBadge, ProtectionStep } from '@/components/ui/badge';
import { ThingName } from '@/components/ui/thing-name';
import { RelativeTime } from '@/components/ui/time-text';
import { activityAddress, machineAddress, machineListAddress, operationAddress } from '@/lib/client/addresses';
import { useOperationLabels } from '@/lib/client/format/operation-labels';
import { alarmingStates } from '@/lib/contracts/machine';
import type { Machine } from '@/lib/contracts/machine';
import type { Operation } from '@/lib/contracts/operation';
import type { Overview } from '@/lib/contracts/overview';

/**
 * Each failure once: failed backups belong to the machines that need attention because of them, the rest is listed
 * separately.
 */
export function failuresApart({
  attention,
  failures,
  failuresTotal,
}: Pick<Overview, 'attention' | 'failures' | 'failuresTotal'>): {
  /** The newest failed backup of each machine that is shown as needing attention. */
  ofMachine: ReadonlyMap<string, Operation>;
  others: readonly Operation[];
  othersTotal: number;
} {
  const shown = new Set(attention.map(({ guid }) => guid));
  const isShownAtMachine = ({ kind, machine }: Operation): boolean => kind === 'BACKUP' && shown.has(machine.guid);
  const shownAtMachine = failures.filter(isShownAtMachine);
  // Newest first as given, so that the newest is put in last.
  const ofMachine = new Map(shownAtMachine.toReversed().map((operation) => [operation.machine.guid, operation]));
  return {
    ofMachine,
    others: failures.filter((each) => !isShownAtMachine(each)),
    othersTotal: failuresTotal - shownAtMachine.length,
  };
}

/** Machines that need attention, each once: with the reason, and the next step of its newest failed backup. */
export function AttentionList({ overview }: { overview: Overview }) {
  const t = useTranslations('overview');
  const { attention, attentionTotal: all, protection } = overview;
  const { ofMachine } = failuresApart(overview);
  return (
    <Section
      title={t('attention.title')}
      count={all}
      padded={false}
      action={
        all > attention.length ? (
          <Link
            href={machineListAddress({ protection: alarmingStates, presence: 'present', sort: 'protection' })}
            className="link-accent text-xs"
          >
            {t('attention.seeAll', { count: all })}
          </Link>
        ) : null
      }
    >
      {attention.length === 0 ? (
        <EmptyState
          icon={<CircleCheck aria-hidden />}
          title={t(protection.PROTECTED === overview.machines.present ? 'attention.allProtected' : 'attention.none')}
          className="!py-8"
        />
      ) : (
        <ul className="divide-y divide-line">
          {attention.map((machine) => (
            <AttentionRow key={machine.guid} machine={machine} failed={ofMachine.get(machine.guid)} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function AttentionRow({ machine, failed }: { machine: Machine; failed: Operation | undefined }) {
  const t = useTranslations('overview');
  const wordsOfServer = useServerText();
  const { lastSuccessAt } = machine;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2">
      <Link href={machineAddress(machine.guid)} className="link min-w-0 truncate">
        <ThingName of={machine} />
      </Link>
      <ProtectionBadge state={machine.protection.state} plain />
      <span className="ml-auto text-xs text-ink-3">
        {lastSuccessAt === null
          ? t('attention.noGoodBackup')
          : t.rich('attention.lastGood', { when: () => <RelativeTime at={lastSuccessAt} /> })}
      </span>
      <div className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-2">
        <p className="min-w-0 flex-1 basis-64">
          {wordsOfServer(machine.protection.reason, machine.protection.reasonRef)}{' '}
          <ProtectionStep protection={machine.protection} />
        </p>
        {failed?.failure ? <FailureAction failure={failed.failure} work={failed} /> : null}
      </div>
    </li>
  );
}

/**
 * Failures of the last 24 hours that are not shown with a machine above, with cause, owner and next step. Nothing
 * without any.
 */
export function FailureList({ overview }: { overview: Overview }) {
  const t = useTranslations('overview');
  const wordsOfServer = useServerText();
  const labels = useOperationLabels();
  const { others, othersTotal } = failuresApart(overview);
  if (othersTotal === 0) return null;
  return (
    <Section
      title={t('failures.title')}
      count={othersTotal}
      padded={false}
      action={
        othersTotal > others.length ? (
          <Link href={activityAddress({ state: 'FAILED' })} className="link-accent text-xs">
            {t('failures.seeAll')}
          </Link>
        ) : null
      }
    >
      <ul className="divide-y divide-line">
        {others.map((operation) => (
          <li key={operation.id} className="px-4 py-2">
            <div className="flex items-baseline gap-3">
              <Link href={operationAddress(operation.id)} className="link min-w-0 truncate">
                {t.rich('workOf', {
                  kind: labels.kind(operation.kind),
                  machine: () => <ThingName of={operation.machine} />,
                })}
              </Link>
              <span className="ml-auto shrink-0 text-xs text-ink-3">
                <RelativeTime at={operation.finishedAt ?? operation.requestedAt} />
              </span>
            </div>
            {operation.failure ? (
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-2">
                <p className="min-w-0 flex-1 basis-64">
                  {wordsOfServer(operation.failure.cause, operation.failure.causeRef)}{' '}
                  <span className="text-ink-3">
                    {t('failures.responsible', { owner: labels.owner(operation.failure.owner) })}
                  </span>{' '}
                  {wordsOfServer(operation.failure.nextStep, operation.failure.nextStepRef)}
                </p>
                <FailureAction failure={operation.failure} work={operation} />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}
