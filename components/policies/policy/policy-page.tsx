'use client';

import { CalendarOff, Pencil, ServerOff } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { PageTitle } from '@/components/frame/page-title';
import { ExpectedRuns } from './expected-runs';
import { DeletePolicyDialog, PolicyActions } from '@/components/policies/policy-actions';
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
import { KeyValues, Section } from '@/components/ui/section';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/time-text';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import { editPolicyAddress, machineAddress, machineListAddress } from '@/lib/client/addresses';
import { useCan } from '@/lib/client/queries/me';
import { usePolicy } from '@/lib/client/queries/policies';
import { isProblem } from '@/lib/client/http/problems';
import { TimeZoneProvider, useTimeZone } from '@/lib/client/format/formats';
import type { Policy } from '@/lib/contracts/policy';

/** All times of a policy's page are in one zone: that in which its schedules are meant, or the viewer's where they are not of one mind. */
function pageZoneOf({ schedules }: Policy, viewer: string): string {
  const zones = new Set(schedules.map(({ timeZone }) => timeZone));
  const [zone] = zones;
  return zones.size === 1 && zone !== undefined ? zone : viewer;
}

/** One policy: what it protects, when, where to, and whether it did. */
export function PolicyPage({ guid }: { guid: string }) {
  const router = useRouter();
  const read = usePolicy(guid);
  const canWrite = useCan('policy:write');
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
          action={<LinkButton href="/policies">Go to policies</LinkButton>}
        />
      );
    return <PolicySkeleton />;
  }
  const isBusy = policy.condition === 'SAVING' || policy.condition === 'DELETING';
  const zone = pageZoneOf(policy, viewerZone);
  return (
    <TimeZoneProvider value={zone}>
      <PageTitle title={policy.name} />
      <PageHeader
        title={policy.name}
        before={<Breadcrumbs items={[{ label: 'Policies', href: '/policies' }, { label: policy.name }]} />}
        beside={
          <>
            <PolicyStateBadge policy={policy} />
            {policy.readOnly ? <ReadOnlyBadge /> : null}
          </>
        }
        description={
          policy.readOnly
            ? 'Your provider made this policy for your machines; only your provider changes it.'
            : undefined
        }
        actions={
          canWrite ? (
            <>
              <PolicyActions policy={policy} onDelete={() => setDeleting(true)} withEdit={false} />
              {policy.readOnly || isBusy ? null : (
                <LinkButton
                  href={editPolicyAddress(guid)}
                  variant="primary"
                  icon={<Pencil aria-hidden className="size-4" />}
                >
                  Edit policy
                </LinkButton>
              )}
            </>
          ) : undefined
        }
      />
      {read.isError ? (
        <Notice
          tone="late"
          className="mb-4"
          title="This page could not be brought up to date"
          action={
            <Button size="sm" onPress={() => void read.refetch()} isPending={read.isFetching}>
              Try again
            </Button>
          }
        >
          What you see is what was last heard.
        </Notice>
      ) : null}
      <PolicyCondition policy={policy} />
      <PolicyFacts policy={policy} />
      <p className="-mt-3 mb-5 text-xs text-ink-3">Times on this page are those of {zone}.</p>
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

function Schedules({ policy }: { policy: Policy }) {
  const { schedules } = policy;
  const whyIdle = policy.active ? undefined : 'None while the policy is off';
  return (
    <Section title="Schedules" count={schedules.length} padded={false}>
      {schedules.length === 0 ? (
        <EmptyState icon={<CalendarOff aria-hidden />} title="This policy has no schedule">
          It says where backups go and how long they are kept, but nothing starts one by itself.
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
  return (
    <Loading label="The policy is loading" className="space-y-5">
      <Skeleton className="h-7 w-64" />
      <Skeleton className="h-16" />
      <Skeleton className="h-40" />
      <Skeleton className="h-48" />
    </Loading>
  );
}

/** What one wants to know of a policy at a glance. */
function PolicyFacts({ policy }: { policy: Policy }) {
  return (
    <dl className="panel mb-5 grid grid-cols-2 gap-px overflow-hidden bg-line sm:grid-cols-3 lg:grid-cols-5">
      <Fact name="Machines">{policy.machines.length}</Fact>
      <Fact name="Next run">
        <RunTime at={policy.nextRunAt} />
        {policy.nextRunAt === null ? null : <RelativeTime at={policy.nextRunAt} className="block text-xs text-ink-3" />}
      </Fact>
      <Fact name="Last run">
        <LastResult result={policy.lastResult} />
      </Fact>
      <Fact name="Kept in 7 days">
        <ScoreText score={policy.scores.days7} days={7} />
      </Fact>
      <Fact name="Kept in 30 days">
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
  const { machines, guid } = policy;
  return (
    <Section
      title="Machines"
      count={machines.length}
      action={
        machines.length > 0 ? (
          <Link href={machineListAddress({ policy: guid })} className="link-accent text-xs">
            See them in the list
          </Link>
        ) : undefined
      }
    >
      {machines.length === 0 ? (
        <EmptyState icon={<ServerOff aria-hidden />} title="No machine is in it">
          Its schedules run, but there is nothing that they would back up.
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
      {machines.length > shown ? <p className="mt-2 text-xs text-ink-3">and {machines.length - shown} more</p> : null}
    </Section>
  );
}

type Part = Policy['retention']['full'];

/** Where a policy stores, and how long. */
function PolicyStorage({ policy }: { policy: Policy }) {
  const { destination, secondaryDestination, retention, priority, autoRemoveNonPresent, readOnly } = policy;
  return (
    <Section title="Storage and retention">
      <KeyValues
        items={[
          {
            key: 'Destination',
            value: destination?.name ?? <span className="text-late">None: nothing can be stored</span>,
          },
          secondaryDestination ? { key: 'Second copy', value: secondaryDestination.name } : null,
          { key: 'Full backups', value: keepWords(retention.full) },
          { key: 'Incremental', value: keepWords(retention.incremental) },
          { key: 'Priority', value: priority },
          readOnly
            ? null
            : {
                key: 'Machines that are gone',
                value: autoRemoveNonPresent ? 'Leave the policy by themselves' : 'Stay in the policy',
              },
        ]}
      />
      <p className="mt-3 text-xs text-ink-3">A backup goes as soon as either limit is exceeded.</p>
    </Section>
  );
}

/** Whole days as such; a part of one to the hour, and said to be about so long. */
function daysText(days: number): string {
  if (Number.isInteger(days)) return `${days} ${days === 1 ? 'day' : 'days'}`;
  const hours = Math.round((days % 1) * 24);
  return days < 1 ? `about ${Math.max(1, hours)} h` : `about ${Math.floor(days)} d ${hours} h`;
}

function keepWords({ keepLast, keepDays }: Part): string {
  const parts = [
    keepLast === null ? null : `the last ${keepLast}`,
    keepDays === null ? null : `at most ${daysText(keepDays)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'As the backup system is set up' : `Kept: ${parts.join(', ')}`;
}
