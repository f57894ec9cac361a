'use client';

import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { FilterMenu } from '@/components/ui/filter-menu';
import { operationStateLook } from '@/components/ui/operation-state-badge';
import { SearchField } from '@/components/ui/search-field';
import type { AddressChanges } from '@/lib/client/address-state';
import { kindWords, originWords } from '@/lib/client/describe-operation';
import { operationKinds, operationOrigins, operationStates } from '@/lib/contracts/operation';
import type { OperationKind, OperationOrigin, OperationState } from '@/lib/contracts/operation';

export interface ActivityFiltersProps {
  filters: {
    state: readonly OperationState[];
    kind: readonly OperationKind[];
    origin: readonly OperationOrigin[];
    machine: string | undefined;
    search: string;
  };
  isFiltered: boolean;
  onChange: (changes: AddressChanges) => void;
  /** Name of the machine that the list is limited to, once known. */
  machineName: string | undefined;
}

/** Search and filters of the list of operations. */
export function ActivityFilters({ filters, isFiltered, onChange, machineName }: ActivityFiltersProps) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchField
        label="Search by machine"
        value={filters.search}
        onSearch={(search) => onChange({ search })}
        className="w-full sm:w-64"
      />
      <FilterMenu
        label="State"
        options={operationStates.map((value) => ({ value, label: operationStateLook[value].word }))}
        selected={filters.state}
        onChange={(state) => onChange({ state })}
      />
      <FilterMenu
        label="Kind"
        options={operationKinds.map((value) => ({ value, label: kindWords[value] }))}
        selected={filters.kind}
        onChange={(kind) => onChange({ kind })}
      />
      <FilterMenu
        label="Started"
        options={operationOrigins.map((value) => ({ value, label: originWords[value] }))}
        selected={filters.origin}
        onChange={(origin) => onChange({ origin })}
      />
      {filters.machine === undefined ? null : (
        <Button
          onPress={() => onChange({ machine: null })}
          className="!border-accent !bg-accent-soft"
          aria-label={`Only ${machineName ?? 'one machine'}; show all machines`}
        >
          {machineName ?? 'One machine'}
          <X aria-hidden className="size-3.5" />
        </Button>
      )}
      {isFiltered ? (
        <Button
          variant="quiet"
          onPress={() => onChange({ state: null, kind: null, origin: null, machine: null, search: null })}
        >
          Clear
        </Button>
      ) : null}
    </div>
  );
}
