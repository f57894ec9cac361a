'use client';

import { RotateCcw } from 'lucide-react';
import { RestoreHistory } from '@/components/restore/restore-history';
import { EmptyState } from '@/components/ui/empty-state';
import type { AddressState } from '@/lib/client/address-state';

/** What was restored from the recovery points of this machine. */
export function MachineRestores({ guid, address }: { guid: string; address: AddressState }) {
  return (
    <RestoreHistory
      machine={guid}
      address={address}
      empty={
        <EmptyState icon={<RotateCcw aria-hidden />} title="Nothing has been restored from this machine yet">
          Restores of its recovery points show here, with what was checked before and what came of them.
        </EmptyState>
      }
    />
  );
}
