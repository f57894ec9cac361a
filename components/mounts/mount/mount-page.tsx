'use client';

import { CircleSlash, LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import { PageTitle } from '@/components/frame/page-title';
import { describeTimeLeft, modeWords, MountStateBadge, PointTime, requesterText, TimeLeft } from './mount-state';
import { MountFiles } from './mount-files';
import { MountNotFound } from '@/components/ui/message-pages';
import { MountPreparation } from './mount-preparation';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { Button } from '@/components/ui/button';
import { CopyText } from '@/components/ui/copy-text';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { machineAddress } from '@/lib/client/addresses';
import { useMount } from '@/lib/client/queries/mounts';
import { useNow } from '@/lib/client/format/now';
import { useOperation } from '@/lib/client/queries/operations';
import { isProblem } from '@/lib/client/http/problems';
import type { Mount, MountDetail } from '@/lib/contracts/mount';
import { MountPageActions } from './mount-actions';

/** One mount: what is in it, how long it lasts, and how it comes to be or to an end. */
export function MountPage({ guid }: { guid: string }) {
  const { data: mount, error, refetch, isFetching } = useMount(guid);
  if (isProblem(error, 'not_found')) return <MountNotFound />;
  if (mount) {
    return (
      <>
        <PageTitle title={`Files of ${mount.machine.name}`} />
        <MountHeader mount={mount} />
        <MountBody mount={mount} onRefresh={() => void refetch()} isRefreshing={isFetching} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title="Mount"
        before={<Breadcrumbs items={[{ label: 'Mounts', href: '/mounts' }, { label: 'Mount' }]} />}
      />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading label="The mount is loading" className="space-y-4">
          <Skeleton className="h-4 w-72" />
          <Skeleton className="h-72 w-full" />
        </Loading>
      )}
    </>
  );
}

interface MountBodyProps {
  mount: MountDetail;
  onRefresh: () => void;
  isRefreshing: boolean;
}

/** What there is to see of a mount in its present state. */
function MountBody({ mount, onRefresh, isRefreshing }: MountBodyProps) {
  switch (mount.state) {
    case 'PREPARING':
      return <Preparing mount={mount} />;
    case 'READY':
      return (
        <>
          {mount.reason !== null && mount.endsAt !== null ? (
            <Notice
              tone="late"
              className="mb-4"
              title={mount.reason}
              action={
                <Button size="sm" onPress={onRefresh} isPending={isRefreshing}>
                  Try again
                </Button>
              }
            />
          ) : null}
          {mount.mode === 'ISCSI' ? (
            <IscsiTargets targets={mount.targets} />
          ) : (
            <MountFiles mount={mount} onRefresh={onRefresh} isRefreshing={isRefreshing} />
          )}
        </>
      );
    case 'UNMOUNTING':
      return (
        <div className="panel" role="status">
          <EmptyState icon={<LoaderCircle aria-hidden className="motion-safe:animate-spin" />} title="Being unmounted">
            Its files can no longer be opened. The recovery point stays, and can be mounted again.
          </EmptyState>
        </div>
      );
    case 'ENDED':
      return (
        <div className="panel" role="status">
          <EmptyState icon={<CircleSlash aria-hidden />} title="This mount has ended">
            {mount.reason ?? 'It was unmounted, or its time was over. The recovery point can be mounted again.'}
          </EmptyState>
        </div>
      );
    case 'FAILED':
      return (
        <Notice tone="fail" role="status" title="This mount failed">
          {mount.reason ??
            'The backup system gave no reason. Mount the recovery point again; if it fails again, ask your provider.'}
        </Notice>
      );
  }
}

function Preparing({ mount }: { mount: MountDetail }) {
  const { data: operation, error, refetch, isFetching } = useOperation(mount.operation);
  if (mount.operation === null) {
    return (
      <Notice role="status" title="Being prepared">
        {mount.reason ?? 'The backup system is making its files readable. They appear here by themselves.'}
      </Notice>
    );
  }
  if (operation) {
    return (
      <section aria-label="Preparation" className="panel space-y-3 p-4">
        <MountPreparation operation={operation} />
        <p className="text-xs text-ink-3">The files appear here by themselves. You may leave this page meanwhile.</p>
      </section>
    );
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />;
  return (
    <Loading label="The preparation is loading" className="panel p-4">
      <Skeleton className="h-6 w-full" />
    </Loading>
  );
}

/** What is mounted, until when, and what can be done with it; in sight whatever folder is shown. */
function MountHeader({ mount }: { mount: Mount }) {
  const now = useNow('second');
  const isShort = describeTimeLeft(mount, now)?.isShort === true;
  return (
    <>
      <PageHeader
        title={mount.machine.name}
        before={<Breadcrumbs items={[{ label: 'Mounts', href: '/mounts' }, { label: mount.machine.name }]} />}
        beside={<MountStateBadge state={mount.state} />}
        description={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <Link
              href={machineAddress(mount.machine.guid, { point: mount.recoveryPoint.guid })}
              className="link !font-normal"
            >
              Recovery point of <PointTime point={mount.recoveryPoint} />
            </Link>
            <span>{modeWords[mount.mode]}</span>
            <span>{requesterText(mount.requestedBy)}</span>
            {mount.state === 'READY' ? (
              <span className="inline-flex gap-1">
                {mount.endsAt === null ? 'Time left' : null} <TimeLeft mount={mount} suffix="left" />
              </span>
            ) : null}
          </span>
        }
        actions={<MountPageActions mount={mount} />}
      />
      {isShort ? (
        <Notice tone="late" role="status" className="mb-4" title="This mount ends soon">
          Downloads that still run then break off. Extend it to keep it for as long again as it was ordered for.
        </Notice>
      ) : null}
    </>
  );
}

/** What a machine connects to, and how. */
function IscsiTargets({ targets }: { targets: readonly string[] }) {
  if (targets.length === 0) {
    return (
      <div className="panel">
        <EmptyState title="No target is known yet">
          The backup system has not named the disks of this mount. This page shows them as soon as it does.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Section title="Targets" count={targets.length} padded={false}>
        <ul className="divide-y divide-line">
          {targets.map((target) => (
            <li key={target} className="flex items-center gap-2 px-4 py-2">
              <code className="min-w-0 flex-1 font-mono text-xs break-all">{target}</code>
              <CopyText text={target} label={`Copy ${target}`} />
            </li>
          ))}
        </ul>
      </Section>
      <Section title="How to connect">
        <ol className="list-decimal space-y-3 pl-5 text-ink-2">
          <li>Work on one of the machines whose initiator name was given for this mount; others are refused.</li>
          <li>Ask your provider for the address of the iSCSI portal, if you do not have it.</li>
          <li>
            On Linux, put that address in place of ADDRESS:
            <Command text="iscsiadm --mode discovery --type sendtargets --portal ADDRESS" />
            <Command text={`iscsiadm --mode node --targetname ${targets[0] ?? ''} --portal ADDRESS --login`} />
          </li>
          <li>
            On Windows, open iSCSI Initiator, enter the address under Discovery, and connect the target under Targets.
          </li>
          <li>Disconnect before the time is over. What is written to the disks is not kept.</li>
        </ol>
      </Section>
    </div>
  );
}

function Command({ text }: { text: string }) {
  return (
    <span className="mt-1 flex items-center gap-1 rounded-xs bg-sunken px-2 py-1">
      <code className="min-w-0 flex-1 font-mono text-xs break-all text-ink">{text}</code>
      <CopyText text={text} label="Copy command" />
    </span>
  );
}
