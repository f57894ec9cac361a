'use client';

import { SearchX, ServerOff } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export interface MachineListEmptyProps {
  isFiltered: boolean;
  onClearFilters: () => void;
}

/** Why there is no machine here, and what next. */
export function MachineListEmpty({ isFiltered, onClearFilters }: MachineListEmptyProps) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="No machine matches"
        action={<Button onPress={onClearFilters}>Clear filters</Button>}
      >
        Search looks at names, tags and platform ids. Machines that were removed are found, too.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<ServerOff aria-hidden />} title="No machines yet">
      Your provider has not given your organisation any machine. Ask them; machines appear here by themselves, without a
      reload.
    </EmptyState>
  );
}
