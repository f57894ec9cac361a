'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { History, RotateCcw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { PageTitle } from '@/components/frame/page-title';
import { MachineNotFound } from '@/components/ui/message-pages';
import { Loading, MachineSkeleton, Skeleton } from '@/components/ui/skeleton';
import { RecoveryPointTable } from '@/components/machine/points/recovery-point-table';
import { RecoveryTimeline } from '@/components/machine/timeline/recovery-timeline';
import { copyLook, CopyRadios, roleWord } from '@/components/restore/copy-choice';
import { aboveFooter, expectStep, StepFooter, StepIndicator, stepWords } from '@/components/ui/wizard-steps';
import { Badge } from '@/components/ui/badge';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { Button } from '@/components/ui/button';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { ExactTime, RelativeTime, SizeText } from '@/components/ui/time-text';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { BackupTypeText, RecoveryPointBadge } from '@/components/ui/state-badges';
import { useAddressState } from '@/lib/client/address-state';
import { machineAddress, restoreStepAddress, restoreSteps } from '@/lib/client/addresses';
import { useTimeZone } from '@/lib/client/format/formats';
import { formatShort } from '@/lib/client/format/time';
import { useMachine } from '@/lib/client/queries/machines';
import { useCan } from '@/lib/client/queries/me';
import { isProblem, ProblemError } from '@/lib/client/http/problems';
import { useNewestRestorable, useRecoveryPoint } from '@/lib/client/queries/recovery-points';
import { useRestoreDraft } from '@/lib/client/drafts/restore-draft';
import type { MachineDetail } from '@/lib/contracts/machine';
import type { RecoveryPointDetail } from '@/lib/contracts/recovery-point';

/** The first step of a restore: which recovery point of this machine; the newest that can be restored is chosen to begin with. */
export function PointStep({ guid }: { guid: string }) {
  const read = useMachine(guid);
  const canRestore = useCan('restore:run');
  if (isProblem(read.error, 'not_found')) return <MachineNotFound />;
  const machine = read.data;
  if (!machine) {
    if (read.isError)
      return (
        <ErrorState
          error={read.error}
          onRetry={() => void read.refetch()}
          isRetrying={read.isFetching}
          action={<LinkButton href="/machines">Go to machines</LinkButton>}
        />
      );
    return <MachineSkeleton />;
  }
  return (
    <>
      <PageTitle title={`Restore ${machine.name}`} />
      <PageHeader
        title={`Restore ${machine.name}`}
        before={
          <Breadcrumbs
            items={[
              { label: 'Machines', href: '/machines' },
              { label: machine.name, href: machineAddress(guid) },
              { label: 'Restore' },
            ]}
          />
        }
        description={
          machine.present
            ? 'The machine that is there now stays as it is, unless you say otherwise later.'
            : 'The machine is gone from its platform; its recovery points are not.'
        }
      />
      {canRestore ? (
        <Choice machine={machine} />
      ) : (
        <div className="panel">
          <EmptyState
            icon={<History aria-hidden />}
            title="Your role does not allow restores"
            action={<LinkButton href={machineAddress(guid)}>Back to the machine</LinkButton>}
          >
            Ask an operator or an administrator of your organisation.
          </EmptyState>
        </div>
      )}
    </>
  );
}

function Choice({ machine }: { machine: MachineDetail }) {
  const address = useAddressState();
  const router = useRouter();
  const timeZone = useTimeZone();
  const newest = useNewestRestorable(machine.guid);
  const asked = address.params.get('point');
  const chosenGuid = asked ?? newest.data?.guid ?? null;
  const read = useRecoveryPoint(chosenGuid);
  // A point of another machine does not belong under this machine's address.
  const point = read.data?.guid === chosenGuid && read.data?.machine.guid === machine.guid ? read.data : undefined;
  const choose = (guid: string) => address.replace({ point: guid, page: address.params.get('page') });
  const next = chosenGuid === null ? undefined : restoreStepAddress(chosenGuid, 'target');
  useEffect(() => {
    if (next) router.prefetch(next);
  }, [router, next]);
  const goOn = () => {
    if (next === undefined) return;
    expectStep();
    router.push(next);
  };

  return (
    <>
      <StepIndicator
        steps={[
          { label: 'Recovery point', href: undefined, state: 'current' },
          ...restoreSteps.map((step) => ({ label: stepWords[step], href: undefined, state: 'open' as const })),
        ]}
      />
      <ChosenPoint
        read={read}
        point={point}
        isNone={chosenGuid === null && newest.data === null}
        isElsewhere={read.data !== undefined && read.data.machine.guid !== machine.guid}
        newestError={asked === null ? newest.error : null}
        onRetry={() => void (chosenGuid === null ? newest.refetch() : read.refetch())}
      />
      <RecoveryTimeline machine={machine} address={address} openGuid={chosenGuid} onOpen={choose} />
      <div className={aboveFooter}>
        <RecoveryPointTable
          machine={machine}
          address={address}
          hrefOfPoint={(guid) => address.hrefWith({ point: guid, page: address.params.get('page') })}
          onOpen={choose}
          chosen={chosenGuid}
        />
      </div>
      <StepFooter
        isWide
        back={<LinkButton href={machineAddress(machine.guid)}>Cancel</LinkButton>}
        note={
          point ? (
            <>
              <span className="tabular-nums">
                {point.startedAt === null
                  ? point.status === 'RUNNING'
                    ? 'Not begun yet'
                    : 'A point of unknown time'
                  : formatShort(point.startedAt, timeZone)}
              </span>
              {point.restorable ? null : ` can’t be restored: ${point.reason ?? 'the portal gave no reason.'}`}
            </>
          ) : chosenGuid === null && newest.data === null ? (
            'There is nothing to restore.'
          ) : null
        }
        next={
          <Button variant="primary" isDisabled={!point?.restorable} onPress={goOn}>
            Next: target
          </Button>
        }
      />
    </>
  );
}

interface ChosenPointProps {
  read: Pick<UseQueryResult<RecoveryPointDetail>, 'error' | 'isFetching'>;
  /** Undefined while it is read. */
  point: RecoveryPointDetail | undefined;
  /** True when the machine has no point that could be restored, and none was asked for. */
  isNone: boolean;
  /** True for a point of another machine. */
  isElsewhere: boolean;
  /** Why it is not known which point is the newest. */
  newestError: unknown;
  onRetry: () => void;
}

/** The recovery point that is chosen now: what it is, whether it can be restored, and its copies. */
function ChosenPoint({ read, point, isNone, isElsewhere, newestError, onRetry }: ChosenPointProps) {
  const error = isElsewhere
    ? new ProblemError({
        code: 'not_found',
        status: 404,
        detail: 'This machine has no such recovery point. Choose one below.',
      })
    : point
      ? null
      : (newestError ?? read.error);
  if (error)
    return (
      <ErrorState
        error={error}
        onRetry={isProblem(error, 'not_found') ? undefined : onRetry}
        isRetrying={read.isFetching}
        className="mb-4"
      />
    );
  return (
    <section aria-label="Chosen recovery point" aria-live="polite" className="panel mb-4 px-4 py-3">
      {isNone ? (
        <EmptyState icon={<RotateCcw aria-hidden />} title="Nothing to restore" className="!py-6">
          No recovery point of this machine can be restored now. The list below says why for each.
        </EmptyState>
      ) : point ? (
        <Chosen point={point} />
      ) : (
        <Loading label="The recovery point is loading" className="space-y-2">
          <Skeleton className="h-5 w-64 max-w-full" />
          <Skeleton className="h-4 w-40" />
        </Loading>
      )}
    </section>
  );
}

function Chosen({ point }: { point: RecoveryPointDetail }) {
  const { draft, change } = useRestoreDraft(point.guid);
  const copy = draft.values['copy'];
  const present = point.copies.filter(({ state }) => state === 'PRESENT');
  return (
    <div className="grid gap-x-8 gap-y-3 lg:grid-cols-2">
      <div className="min-w-0">
        <h2 className="text-sm font-normal text-ink-3">Restore as it was on</h2>
        <p className="text-lg font-semibold">
          <ExactTime at={point.startedAt} />
        </p>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-2">
          <RelativeTime at={point.startedAt} />
          <BackupTypeText type={point.type} />
          <RecoveryPointBadge point={point} plain />
          <SizeText bytes={point.sizeBytes} />
        </p>
        {point.restorable ? null : (
          <Notice tone="late" title="It can’t be restored" className="mt-3">
            <p>{point.reason ?? 'The portal gave no reason.'}</p>
            <p>Choose another point below.</p>
          </Notice>
        )}
      </div>
      {present.length > 1 ? (
        <CopyRadios
          copies={point.copies}
          value={typeof copy === 'string' ? copy : ''}
          onChange={(chosen) => change((before) => ({ values: { ...before.values, copy: chosen } }))}
        />
      ) : point.copies.length > 0 ? (
        <div className="min-w-0">
          <h3 className="text-sm font-normal text-ink-3">{point.copies.length === 1 ? 'Copy' : 'Copies'}</h3>
          <ul>
            {point.copies.map((each, index) => (
              <li key={`${each.destination.guid}${index}`} className="flex flex-wrap items-center gap-x-3">
                <span className="min-w-0 break-words">{each.destination.name}</span>
                <span className="text-xs text-ink-3">{roleWord(each.role)}</span>
                <Badge plain tone={copyLook[each.state].tone}>
                  {copyLook[each.state].word}
                </Badge>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  );
}
