'use client';

import { CalendarPlus, CloudUpload, RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useServerText } from '@/lib/client/format/server-text';
import Link from 'next/link';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { BackupDialog } from '@/components/backup/backup-dialog';
import { PageTitle } from '@/components/frame/page-parts';
import { LiveOperation } from './live-operation';
import { readMachineTab, tabChanges } from './machine-address';
import type { MachineTab } from './machine-address';
import { MachineDetails } from './machine-details';
import { MachinePolicy } from './machine-policy';
import { PlannedBackups } from './planned-backups';
import { MachineReader } from '@/components/machine/machine-reader';
import { RecoveryPointPanel } from '@/components/machine/points/recovery-point-panel';
import { RecoveryPointTable } from '@/components/machine/points/recovery-point-table';
import { RecoveryTimeline } from '@/components/machine/timeline/recovery-timeline';
import { AssignPolicyDialog } from '@/components/machines/assign-policy-dialog';
import { ProtectionBadge, ProtectionStep, RemovedBadge } from '@/components/ui/badge';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { RefusedButton } from '@/components/ui/refused-button';
import { RelativeTime, SizeText } from '@/components/ui/time-text';
import { Tabs } from '@/components/ui/tabs';
import { warningText } from '@/components/ui/section';
import { focusContentIfLost, useAddressState } from '@/lib/client/address-state';
import { useOperationLabels } from '@/lib/client/format/operation-labels';
import { useCan, useMe } from '@/lib/client/queries/me';
import { usePolicy } from '@/lib/client/queries/policies';
import { policyAddress, restorePointAddress } from '@/lib/client/addresses';
import type { Score } from '@/lib/contracts/expected-run';
import { usePlatformName } from '@/lib/client/format/formats';
import type { MachineDetail } from '@/lib/contracts/machine';
import { isSettled } from '@/lib/contracts/operation';
import { MachineActivity, MachineRestores } from './machine-activity';

/** One machine: its protection, recovery points, running work and policy. */
export function MachinePage({ guid }: { guid: string }) {
  return <MachineReader guid={guid}>{(machine) => <MachineContent machine={machine} />}</MachineReader>;
}

function MachineContent({ machine }: { machine: MachineDetail }) {
  const t = useTranslations('machine');
  const address = useAddressState();
  const { guid } = machine;
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
    // Back returns to where the panel was opened; a panel opened by its URL has no entry of ours behind it.
    if (openedHere.current) window.history.back();
    else address.replace(panelChanges(null));
    openedHere.current = false;
  };

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
        label={t('aboutThis')}
        selected={readMachineTab(address.params)}
        onSelect={(tab) => address.push(tabChanges(tab))}
        items={[
          {
            id: 'points',
            label: t('tabs.points'),
            content: <RecoveryPointTable machine={machine} address={address} hrefOfPoint={hrefOfPoint} onOpen={open} />,
          },
          {
            id: 'planned',
            label: t('tabs.planned'),
            content: <PlannedBackups machine={machine} address={address} hrefOfPoint={hrefOfPoint} onOpen={open} />,
          },
          { id: 'activity', label: t('tabs.activity'), content: <MachineActivity guid={guid} address={address} /> },
          { id: 'restores', label: t('tabs.restores'), content: <MachineRestores guid={guid} address={address} /> },
          {
            id: 'policy',
            label: t('tabs.policy'),
            content: <MachinePolicy machine={machine} onAssign={() => setAssigning(true)} />,
          },
          { id: 'details', label: t('tabs.details'), content: <MachineDetails machine={machine} /> },
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

/** Name, protection with reason, and the main actions. */
function MachineHeader({
  machine,
  onBackUp,
  onAssign,
}: {
  machine: MachineDetail;
  onBackUp: () => void;
  onAssign: () => void;
}) {
  const t = useTranslations('machine');
  const platformName = usePlatformName();
  const wordsOfServer = useServerText();
  const isKnown = useMe() !== undefined;
  const canBackUp = useCan('backup:run');
  const canAssign = useCan('policy:write') && machine.present && machine.policy === null;
  const canRestore = useCan('restore:run');
  const warned = warningText(machine.lastBackup?.warnings ?? [], wordsOfServer);
  const isBusy = machine.operation?.kind === 'BACKUP' && !isSettled(machine.operation.state);
  return (
    <PageHeader
      title={machine.name}
      before={<Breadcrumbs items={[{ label: t('machines'), href: '/machines' }, { label: machine.name }]} />}
      beside={
        <>
          <ProtectionBadge state={machine.protection.state} />
          <RemovedBadge machine={machine} />
        </>
      }
      description={
        <>
          <span className="text-ink-3">{platformName(machine.platform)} ·</span>{' '}
          {wordsOfServer(machine.protection.reason, machine.protection.reasonRef)}{' '}
          <ProtectionStep protection={machine.protection} />
          {warned ? <span className="block text-late">{t('lastBackupWarned', { warnings: warned })}</span> : null}
        </>
      }
      actions={
        isKnown ? (
          <>
            {canAssign ? (
              <Button icon={<CalendarPlus aria-hidden className="size-4" />} onPress={onAssign}>
                {t('actions.assignPolicy')}
              </Button>
            ) : null}
            {canRestore ? (
              <LinkButton
                href={restorePointAddress(machine.guid)}
                variant={canBackUp && machine.present ? 'secondary' : 'primary'}
                icon={<RotateCcw aria-hidden className="size-4" />}
              >
                {t('actions.restore')}
              </LinkButton>
            ) : (
              <RefusedButton reason={t('actions.notAllowed')} icon={<RotateCcw aria-hidden className="size-4" />}>
                {t('actions.restore')}
              </RefusedButton>
            )}
            {!machine.present ? null : canBackUp ? (
              <Button
                variant="primary"
                icon={<CloudUpload aria-hidden className="size-4" />}
                onPress={onBackUp}
                isPending={isBusy}
              >
                {isBusy ? t('actions.backingUp') : t('actions.backUpNow')}
              </Button>
            ) : (
              <RefusedButton reason={t('actions.notAllowed')} icon={<CloudUpload aria-hidden className="size-4" />}>
                {t('actions.backUpNow')}
              </RefusedButton>
            )}
          </>
        ) : undefined
      }
    />
  );
}

/** The most important figures. */
function MachineFacts({ machine }: { machine: MachineDetail }) {
  const labels = useOperationLabels();
  const t = useTranslations('machine.facts');
  const facts: readonly [string, ReactNode][] = [
    [t('lastGoodBackup'), <RelativeTime key="last" at={machine.lastSuccessAt} empty={labels.noGoodBackup(machine)} />],
    [
      t('nextRun'),
      <RelativeTime key="next" at={machine.nextRunAt} empty={machine.present ? t('noRun') : t('noRunRemoved')} />,
    ],
    [t('planned'), <KeptFact key="kept" score={machine.scores.days30} />],
    [t('policy'), <PolicyFact key="policy" policy={machine.policy} />],
    [t('lastFull'), <SizeText key="full" bytes={machine.lastFull?.sizeBytes ?? null} />],
    [t('lastIncremental'), <SizeText key="incremental" bytes={machine.lastIncremental?.sizeBytes ?? null} />],
  ];
  return (
    <dl className="panel mb-4 grid grid-cols-2 gap-px overflow-hidden bg-line sm:grid-cols-3 xl:grid-cols-6">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0 bg-surface px-4 py-2.5">
          <dt className="text-xs text-ink-3">{name}</dt>
          <dd className="mt-0.5 font-medium break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A policy that the tenant may see is a link; of any other only the name is known. */
function PolicyFact({ policy }: Pick<MachineDetail, 'policy'>) {
  const t = useTranslations('machine.facts');
  const read = usePolicy(policy?.guid ?? null);
  if (policy === null) return <span className="text-ink-3">{t('noPolicy')}</span>;
  if (read.data?.guid !== policy.guid) return policy.name;
  return (
    <Link href={policyAddress(policy.guid)} className="link" title={policy.name}>
      {policy.name}
    </Link>
  );
}

/** How many of the planned backups happened; the percentage is shown with the planned backups. */
function KeptFact({ score: { expected, kept } }: { score: Score }) {
  const t = useTranslations('machine.facts');
  if (expected === 0) return <span className="text-ink-3">{t('nonePlanned')}</span>;
  return <span className="tabular-nums">{t('onSchedule', { kept, expected })}</span>;
}
