'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { AddressChanges, AddressState } from '@/lib/client/address-state';
import { Button } from './button';
import { ChoiceMenu } from './filter-menu';
import { SearchField } from './search-field';

interface ListFiltersProps {
  searchLabel: string;
  placeholder?: string | undefined;
  search: string | undefined;
  address: AddressState;
  /** The filters beside the search. */
  children?: ReactNode;
  /** The changes of the URL that clear all of them; undefined while none is set. */
  clear?: AddressChanges | undefined;
}

/** Search and filters above a list; they are in the URL. */
export function ListFilters({ searchLabel, placeholder, search, address, children, clear }: ListFiltersProps) {
  const t = useTranslations('ui');
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchField
        label={searchLabel}
        placeholder={placeholder}
        value={search ?? ''}
        onSearch={(text) => address.replace({ search: text })}
        className="w-full sm:w-64"
      />
      {children}
      {clear ? (
        <Button variant="quiet" onPress={() => address.replace(clear)}>
          {t('clearFilters')}
        </Button>
      ) : null}
    </div>
  );
}

interface SortMenuProps {
  /** Columns without a key can't be sorted. */
  columns: readonly { header: string; sortKey?: string | undefined }[];
  sort: { current: string | undefined; usual: string };
  address: AddressState;
}

/** The sort order of a list on a phone, which has no column headers. */
export function SortMenu({ columns, sort, address }: SortMenuProps) {
  const t = useTranslations('ui.sort');
  return (
    <ChoiceMenu
      label={t('label')}
      isFilter={false}
      className="sm:!hidden"
      choices={columns.flatMap(({ sortKey, header }) =>
        sortKey === undefined
          ? []
          : [
              { value: sortKey, label: header },
              { value: `-${sortKey}`, label: t('reversed', { column: header }) },
            ],
      )}
      value={sort.current ?? sort.usual}
      onChange={(next) => address.replace({ sort: next === sort.usual ? null : next })}
    />
  );
}

/**
 * Says that a list is filtered by one machine, and clears the filter when pressed; `machine` is undefined while its
 * name is unknown.
 */
export function OneMachineFilter({ machine, onClear }: { machine: string | undefined; onClear: () => void }) {
  const t = useTranslations('ui.oneMachine');
  return (
    <Button
      onPress={onClear}
      className="!border-accent !bg-accent-soft"
      aria-label={machine === undefined ? t('clearUnnamed') : t('clear', { machine })}
    >
      {machine ?? t('unnamed')}
      <X aria-hidden className="size-3.5" />
    </Button>
  );
}
