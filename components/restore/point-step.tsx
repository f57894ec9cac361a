'use client';

import { History } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { PageTitle } from '@/components/frame/page-title';
import { MachineNotFound } from '@/components/machine/machine-not-found';
import { MachineSkeleton } from '@/components/machine/machine-skeleton';
import { RecoveryPointTable } from '@/components/machine/recovery-point-table';
import { RecoveryTimeline } from '@/components/machine/recovery-timeline';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { useAddressState } from '@/lib/client/address-state';
import { machineAddress } from '@/lib/client/addresses';
import { formatShort } from '@/lib/client/format-time';
import { useMachine } from '@/lib/client/machines';
import { useCan } from '@/lib/client/me';
import { isProblem } from '@/lib/client/problem-error';
import { useRecoveryPoint } from '@/lib/client/recovery-points';
import { restoreStepAddress, restoreSteps } from '@/lib/client/restore-addresses';
import { useNewestRestorable } from '@/lib/client/restorable-points';
import { useTimeZone } from '@/lib/client/time-zone';
import type { MachineDetail } from '@/lib/contracts/machine';
import { ChosenPoint } from './chosen-point';
import { StepFooter, aboveFooter } from './step-footer';
import { expectStep } from './step-heading';
import { StepIndicator } from './step-indicator';
import { stepWords } from './step-words';

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
