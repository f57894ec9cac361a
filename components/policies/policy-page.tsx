'use client';

import { CalendarOff, Pencil } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { PageTitle } from '@/components/frame/page-title';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { Section } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { useCan } from '@/lib/client/me';
import { usePolicy } from '@/lib/client/policies';
import { editPolicyAddress } from '@/lib/client/policy-addresses';
import { isProblem } from '@/lib/client/problem-error';
import { TimeZoneProvider, useTimeZone } from '@/lib/client/time-zone';
import type { Policy } from '@/lib/contracts/policy';
import { DeletePolicyDialog } from './delete-policy-dialog';
import { ExpectedRuns } from './expected-runs';
import { PolicyActions } from './policy-actions';
import { PolicyStateBadge, ReadOnlyBadge } from './policy-badges';
import { PolicyCondition } from './policy-condition';
import { PolicyFacts } from './policy-facts';
import { PolicyMachines } from './policy-machines';
import { PolicyNotFound } from './policy-not-found';
import { PolicyStorage } from './policy-storage';
import { ScheduleRow } from './schedule-row';

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
