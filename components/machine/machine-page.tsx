'use client';

import { useRef, useState } from 'react';
import { BackupDialog } from '@/components/backup/backup-dialog';
import { PageTitle } from '@/components/frame/page-title';
import { AssignPolicyDialog } from '@/components/machines/assign-policy-dialog';
import { ErrorState } from '@/components/ui/error-state';
import { LinkButton } from '@/components/ui/link-button';
import { Tabs } from '@/components/ui/tabs';
import { useAddressState } from '@/lib/client/address-state';
import { focusContentIfLost } from '@/lib/client/keep-focus';
import { useMachine } from '@/lib/client/machines';
import { useCan } from '@/lib/client/me';
import { isProblem } from '@/lib/client/problem-error';
import { LiveOperation } from './live-operation';
import { MachineActivity } from './machine-activity';
import { readMachineTab, tabChanges } from './machine-address';
import type { MachineTab } from './machine-address';
import { MachineDetails } from './machine-details';
import { MachineFacts } from './machine-facts';
import { MachineHeader } from './machine-header';
import { MachineNotFound } from './machine-not-found';
import { MachinePolicy } from './machine-policy';
import { MachineRestores } from './machine-restores';
import { MachineSkeleton } from './machine-skeleton';
import { PlannedBackups } from './planned-backups';
import { RecoveryPointPanel } from './recovery-point-panel';
import { RecoveryPointTable } from './recovery-point-table';
import { RecoveryTimeline } from './recovery-timeline';

/** One machine: whether it is safe, what could be restored, what runs, and what protects it. */
export function MachinePage({ guid }: { guid: string }) {
  const address = useAddressState();
  const read = useMachine(guid);
  const canBackUp = useCan('backup:run');
  const [isBackingUp, setBackingUp] = useState(false);
  const [isAssigning, setAssigning] = useState(false);
  const openedHere = useRef(false);

  const openGuid = address.params.get('point');
  // The page of the list behind the panel stays as it is.
  const panelChanges = (point: string | null) => ({ point, page: address.params.get('page') });
  const hrefOfPoint = (point: string) => address.hrefWith(panelChanges(point));
  const open = (point: string) => {
    openedHere.current = true;
    address.push(panelChanges(point));
  };
  const close = () => {
    // Back leads where the panel was opened from; a panel that came with the address has nothing of ours behind it.
    if (openedHere.current) window.history.back();
    else address.replace(panelChanges(null));
    openedHere.current = false;
  };

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
      <PageTitle title={machine.name} />
      <MachineHeader machine={machine} onBackUp={() => setBackingUp(true)} onAssign={() => setAssigning(true)} />
      <LiveOperation current={machine.operation} hrefOfPoint={hrefOfPoint} />
      <MachineFacts machine={machine} />
      <RecoveryTimeline
        machine={machine}
        address={address}
        openGuid={openGuid}
        onOpen={open}
        onOpenRuns={() => address.push(tabChanges('planned'))}
      />
      <Tabs<MachineTab>
        label="About this machine"
        selected={readMachineTab(address.params)}
        onSelect={(tab) => address.push(tabChanges(tab))}
        items={[
          {
            id: 'points',
            label: 'Recovery points',
            content: <RecoveryPointTable machine={machine} address={address} hrefOfPoint={hrefOfPoint} onOpen={open} />,
          },
          {
            id: 'planned',
            label: 'Planned backups',
            content: <PlannedBackups machine={machine} address={address} hrefOfPoint={hrefOfPoint} onOpen={open} />,
          },
          { id: 'activity', label: 'Activity', content: <MachineActivity guid={guid} address={address} /> },
          { id: 'restores', label: 'Restores', content: <MachineRestores guid={guid} address={address} /> },
          {
            id: 'policy',
            label: 'Policy & schedule',
            content: <MachinePolicy machine={machine} onAssign={() => setAssigning(true)} />,
          },
          { id: 'details', label: 'Details', content: <MachineDetails machine={machine} /> },
        ]}
      />
      <RecoveryPointPanel machineGuid={guid} guid={openGuid} onClose={close} hrefOfPoint={hrefOfPoint} />
      {isBackingUp || (address.params.has('backup') && machine.present && canBackUp) ? (
        <BackupDialog
          machines={[machine]}
          onClose={() => {
            setBackingUp(false);
            if (address.params.has('backup')) address.replace({ backup: null, page: address.params.get('page') });
          }}
        />
      ) : null}
      {isAssigning ? (
        <AssignPolicyDialog
          machines={[machine]}
          onClose={() => {
            setAssigning(false);
            focusContentIfLost();
          }}
        />
      ) : null}
    </>
  );
}
