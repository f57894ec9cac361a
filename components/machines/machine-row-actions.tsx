'use client';

import { CalendarPlus, CloudUpload, Ellipsis, FolderOpen, RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '@/components/ui/button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { newMountAddress, restorePointAddress } from '@/lib/client/addresses';
import { useCan } from '@/lib/client/queries/me';
import { useNewestRestorable } from '@/lib/client/queries/recovery-points';
import type { Machine } from '@/lib/contracts/machine';
import { isSettled } from '@/lib/contracts/operation';

interface MachineRowActionsProps {
  machine: Machine;
  onBackUp: () => void;
  onAssign: (() => void) | undefined;
}

/** A machine's backup and policy where they will not be refused, and a menu with what its recovery points are good for. */
export function MachineRowActions({ machine, onBackUp, onAssign }: MachineRowActionsProps) {
  const t = useTranslations('machines.row');
  const canRestore = useCan('restore:run');
  const canMount = useCan('mount:run');
  const isBusy = machine.operation?.kind === 'BACKUP' && !isSettled(machine.operation.state);
  const more = t('more', { machine: machine.name });
  return (
    <>
      {onAssign && machine.present && machine.policy === null ? (
        <IconButton
          label={t('assign', { machine: machine.name })}
          icon={<CalendarPlus aria-hidden className="size-4" />}
          onPress={onAssign}
        />
      ) : null}
      {isBusy || !machine.present ? null : (
        <IconButton
          label={t('backUp', { machine: machine.name })}
          icon={<CloudUpload aria-hidden className="size-4" />}
          onPress={onBackUp}
        />
      )}
      {canRestore || canMount ? (
        <Menu
          label={more}
          trigger={<IconButton label={more} icon={<Ellipsis aria-hidden className="size-4" />} tooltip={false} />}
        >
          {canRestore ? (
            <MenuItem icon={<RotateCcw aria-hidden />} href={restorePointAddress(machine.guid)}>
              {t('restore')}
            </MenuItem>
          ) : null}
          {canMount ? <BrowseItem guid={machine.guid} /> : null}
        </Menu>
      ) : null}
    </>
  );
}

/** Leads to the files of the newest recovery point that can be restored, which is looked for once the menu is open. */
function BrowseItem({ guid }: { guid: string }) {
  const t = useTranslations('machines.row');
  const { data: point } = useNewestRestorable(guid);
  return (
    <MenuItem
      icon={<FolderOpen aria-hidden />}
      href={point ? newMountAddress(point.guid) : undefined}
      isDisabled={!point}
      description={point === undefined ? t('looking') : point === null ? t('noneRestorable') : undefined}
    >
      {t('browse')}
    </MenuItem>
  );
}
