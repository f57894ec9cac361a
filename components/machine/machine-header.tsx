'use client';

import { Archive, CalendarPlus, CloudUpload, RotateCcw } from 'lucide-react';
import { platformName } from '@/lib/contracts/platform-name';
import { Badge } from '@/components/ui/badge';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { ProtectionBadge, ProtectionStep } from '@/components/ui/protection-badge';
import { warningText } from '@/components/ui/warning-list';
import { useCan } from '@/lib/client/me';
import { restorePointAddress } from '@/lib/client/restore-addresses';
import type { MachineDetail } from '@/lib/contracts/machine';
import { isSettled } from '@/lib/contracts/operation';

/** Who it is, whether it is safe and why, and the actions that a person came for. */
export function MachineHeader({
  machine,
  onBackUp,
  onAssign,
}: {
  machine: MachineDetail;
  onBackUp: () => void;
  onAssign: () => void;
}) {
  const canBackUp = useCan('backup:run') && machine.present;
  const canAssign = useCan('policy:write') && machine.present && machine.policy === null;
  const canRestore = useCan('restore:run');
  const warned = warningText(machine.lastBackup?.warnings ?? []);
  const isBusy = machine.operation?.kind === 'BACKUP' && !isSettled(machine.operation.state);
  return (
    <PageHeader
      title={machine.name}
      before={<Breadcrumbs items={[{ label: 'Machines', href: '/machines' }, { label: machine.name }]} />}
      beside={
        <>
          <ProtectionBadge state={machine.protection.state} />
          {machine.present ? null : <Badge icon={<Archive aria-hidden />}>Removed</Badge>}
        </>
      }
      description={
        <>
          <span className="text-ink-3">{platformName(machine.platform)} ·</span> {machine.protection.reason}{' '}
          <ProtectionStep protection={machine.protection} />
          {warned ? <span className="block text-late">The last backup had warnings: {warned}</span> : null}
        </>
      }
      actions={
        canBackUp || canRestore ? (
          <>
            {canAssign ? (
              <Button icon={<CalendarPlus aria-hidden className="size-4" />} onPress={onAssign}>
                Assign policy
              </Button>
            ) : null}
            {canRestore ? (
              <LinkButton
                href={restorePointAddress(machine.guid)}
                variant={canBackUp ? 'secondary' : 'primary'}
                icon={<RotateCcw aria-hidden className="size-4" />}
              >
                Restore
              </LinkButton>
            ) : null}
            {canBackUp ? (
              <Button
                variant="primary"
                icon={<CloudUpload aria-hidden className="size-4" />}
                onPress={onBackUp}
                isPending={isBusy}
              >
                {isBusy ? 'Backing up…' : 'Back up now'}
              </Button>
            ) : null}
          </>
        ) : undefined
      }
    />
  );
}
