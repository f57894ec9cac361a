'use client';

import { CalendarOff, Pencil, ServerOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { PageTitle } from '@/components/frame/page-parts';
import { ExpectedRuns, PolicyStorage } from './policy-sections';
import { DeletePolicyDialog, PolicyActions, usePolicyRefusals } from '@/components/policies/policy-actions';
import { PolicyNotFound } from '@/components/ui/message-pages';
import {
  LastResult,
  PolicyCondition,
  PolicyStateBadge,
  ReadOnlyBadge,
  ScoreText,
} from '@/components/policies/policy-state';
import { RunTime } from '@/components/policies/runs';
import { ScheduleRow } from '@/components/policies/schedule-row';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { Button } from '@/components/ui/button';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { RefusedButton } from '@/components/ui/refused-button';
import { RelativeTime } from '@/components/ui/time-text';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import { editPolicyAddress, machineAddress, machineListAddress } from '@/lib/client/addresses';
import { useMe } from '@/lib/client/queries/me';
import { usePolicy } from '@/lib/client/queries/policies';
import { isProblem } from '@/lib/client/http/problems';
import { TimeZoneProvider, useFormats, useTimeZone } from '@/lib/client/format/formats';
import type { Policy } from '@/lib/contracts/policy';

/** All times of a policy's page are in one zone: that of its schedules, or the viewer's where they differ. */
function pageZoneOf({ schedules }: Policy, viewer: string): string {
  const zones = new Set(schedules.map(({ timeZone }) => timeZone));
  const [zone] = zones;
  return zones.size === 1 && zone !== undefined ? zone : viewer;
}

/** One policy: its machines, schedules, destinations and results. */
export function PolicyPage({ guid }: { guid: string }) {
  const t = useTranslations('policies');
  const ui = useTranslations('ui');
  const router = useRouter();
  const read = usePolicy(guid);
  const viewerZone = useTimeZone();
  const [isDeleting, setDeleting] = useState(false);
  const [isDeleted, setDeleted] = useState(false);
  if (isDeleted) return null;
  if (isProblem(read.error, 'not_found')) return <PolicyNotFound />;
  const policy = read.data;
  if (!policy) {
    if (read.isError)
      return (
        <ErrorState
          error={read.error}
          onRetry={() => void read.refetch()}
          isRetrying={read.isFetching}
          action={<LinkButton href="/policies">{t('goToList')}</LinkButton>}
        />
      );
    return <PolicySkeleton />;
  }
  const zone = pageZoneOf(policy, viewerZone);
  return (
    <TimeZoneProvider value={zone}>
      <PageTitle title={policy.name} />
      <PageHeader
        title={policy.name}
        before={<Breadcrumbs items={[{ label: t('titles.list'), href: '/policies' }, { label: policy.name }]} />}
        beside={
          <>
            <PolicyStateBadge policy={policy} />
            {policy.readOnly ? <ReadOnlyBadge /> : null}
          </>
        }
        description={policy.readOnly ? t('policy.providers') : undefined}
        actions={
          <>
            <PolicyActions policy={policy} onDelete={() => setDeleting(true)} withEdit={false} />
            <EditButton policy={policy} />
          </>
        }
      />
      {read.isError ? (
        <Notice
          tone="late"
          className="mb-4"
          title={t('policy.notUpToDate')}
          action={
            <Button size="sm" onPress={() => void read.refetch()} isPending={read.isFetching}>
              {ui('retry')}
            </Button>
          }
        >
          <AsOf at={read.dataUpdatedAt} />
        </Notice>
      ) : null}
      <PolicyCondition policy={policy} />
      <PolicyFacts policy={policy} />
      <p className="-mt-3 mb-5 text-xs text-ink-3">{t('policy.zone', { zone })}</p>
      <Schedules policy={policy} />
      <div className="mt-5 grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <PolicyMachines policy={policy} />
        <PolicyStorage policy={policy} />
      </div>
      <ExpectedRuns policy={guid} />
      {isDeleting ? (
        <DeletePolicyDialog
          policy={policy}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            setDeleted(true);
            router.push('/policies');
          }}
        />
      ) : null}
    </TimeZoneProvider>
  );
}

function EditButton({ policy }: { policy: Policy }) {
  const t = useTranslations('policies');
  const { change } = usePolicyRefusals(policy);
  const isKnown = useMe() !== undefined;
  const buttonProps = { variant: 'primary', icon: <Pencil aria-hidden className="size-4" /> } as const;
  if (!isKnown) return null;
  return change === null ? (
    <LinkButton href={editPolicyAddress(policy.guid)} {...buttonProps}>
      {t('policy.edit')}
    </LinkButton>
  ) : (
    <RefusedButton reason={change} {...buttonProps}>
      {t('policy.edit')}
    </RefusedButton>
  );
}

/** The age of the page's data. */
function AsOf({ at }: { at: number }) {
  const t = useTranslations('policies');
  return t('policy.asOf', { time: useFormats().clock(new Date(at).toISOString()) });
}

function Schedules({ policy }: { policy: Policy }) {
  const t = useTranslations('policies');
  const { schedules } = policy;
  const whyIdle = policy.active ? undefined : t('schedule.noRunsWhilePolicyOff');
  return (
    <Section title={t('policy.schedules')} count={schedules.length} padded={false}>
      {schedules.length === 0 ? (
        <EmptyState icon={<CalendarOff aria-hidden />} title={t('policy.noSchedule')}>
          {t('policy.noScheduleText')}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {schedules.map((schedule) => (
            <ScheduleRow key={schedule.guid} schedule={schedule} whyIdle={whyIdle} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function PolicySkeleton() {
  const t = useTranslations('policies');
  return (
    <Loading label={t('policy.loading')} className="space-y-5">
      <Skeleton className="h-7 w-64" />
      <Skeleton className="h-16" />
      <Skeleton className="h-40" />
      <Skeleton className="h-48" />
    </Loading>
  );
}

/** A summary of a policy. */
function PolicyFacts({ policy }: { policy: Policy }) {
  const t = useTranslations('policies');
  return (
    <dl className="panel mb-5 grid grid-cols-2 gap-px overflow-hidden bg-line sm:grid-cols-3 lg:grid-cols-5">
      <Fact name={t('policy.facts.machines')}>{policy.machines.length}</Fact>
      <Fact name={t('policy.facts.nextRun')}>
        <RunTime at={policy.nextRunAt} />
        {policy.nextRunAt === null ? null : <RelativeTime at={policy.nextRunAt} className="block text-xs text-ink-3" />}
      </Fact>
      <Fact name={t('policy.facts.lastRun')}>
        <LastResult result={policy.lastResult} />
      </Fact>
      <Fact name={t('policy.facts.days7')}>
        <ScoreText score={policy.scores.days7} days={7} />
      </Fact>
      <Fact name={t('policy.facts.days30')}>
        <ScoreText score={policy.scores.days30} days={30} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-surface px-4 py-2.5 last:max-sm:col-span-2 last:sm:max-lg:col-span-2">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="mt-0.5 font-medium tabular-nums">{children}</dd>
    </div>
  );
}

const shown = 24;

/** The tenant's machines in a policy; many are continued in the list of machines. */
function PolicyMachines({ policy }: { policy: Policy }) {
  const t = useTranslations('policies');
  const { machines, guid } = policy;
  return (
    <Section
      title={t('policy.machines')}
      count={machines.length}
      action={
        machines.length > 0 ? (
          <Link href={machineListAddress({ policy: guid })} className="link-accent text-xs">
            {t('policy.machinesInList')}
          </Link>
        ) : undefined
      }
    >
      {machines.length === 0 ? (
        <EmptyState icon={<ServerOff aria-hidden />} title={t('policy.noMachines')}>
          {t('policy.noMachinesText')}
        </EmptyState>
      ) : (
        <ul className="columns-2 gap-x-6 sm:columns-3">
          {machines.slice(0, shown).map((machine) => (
            <li key={machine.guid} className="min-h-6 truncate pointer-coarse:min-h-10">
              <Link href={machineAddress(machine.guid)} className="link !font-normal" title={machine.name}>
                <ThingName of={machine} />
              </Link>
            </li>
          ))}
        </ul>
      )}
      {machines.length > shown ? (
        <p className="mt-2 text-xs text-ink-3">{t('policy.moreMachines', { count: machines.length - shown })}</p>
      ) : null}
    </Section>
  );
}
