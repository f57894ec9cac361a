import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react';
import { AddressLink } from './address-link';
import type { Column, TableSort } from './data-table';
import { classNames } from './class-names';

/** A column's head; sortable ones are links, so that the order is part of the address. */
export function HeaderCell<T>({
  column,
  sort,
  className,
  stickyTop,
}: {
  column: Column<T>;
  sort: TableSort | undefined;
  className: string;
  stickyTop: string | undefined;
}) {
  const key = column.sortKey;
  const direction =
    key !== undefined && sort
      ? sort.current === key
        ? 'ascending'
        : sort.current === `-${key}`
          ? 'descending'
          : 'none'
      : undefined;
  return (
    <th
      role="columnheader"
      scope="col"
      aria-sort={direction}
      className={classNames(
        'sticky z-10 h-9 border-b border-line bg-surface px-3 text-left text-xs font-medium whitespace-nowrap text-ink-2 first:rounded-tl-md last:rounded-tr-md',
        stickyTop ?? 'top-(--bar-height)',
        className,
      )}
    >
      {key !== undefined && sort ? (
        <AddressLink
          href={sort.hrefOf(direction === 'ascending' ? `-${key}` : key)}
          replace
          className={classNames(
            'group/sort -mx-1 inline-flex h-6 items-center gap-1 rounded-xs px-1 hover:text-ink',
            direction !== 'none' && 'text-ink',
            column.align === 'right' && 'flex-row-reverse',
          )}
        >
          {column.header}
          {direction === 'ascending' ? (
            <ArrowUp aria-hidden className="size-3" />
          ) : direction === 'descending' ? (
            <ArrowDown aria-hidden className="size-3" />
          ) : (
            <ArrowUpDown
              aria-hidden
              className="size-3 opacity-0 group-hover/sort:opacity-100 group-focus-visible/sort:opacity-100"
            />
          )}
        </AddressLink>
      ) : (
        column.header
      )}
    </th>
  );
}
