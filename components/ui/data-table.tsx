import { clsx } from 'clsx';
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { AddressLink } from './address-link';
import { cardClass, cardPlace, cellClass, isNamedInCard, SkeletonRow } from './table-layout';
import { SelectAllCell, SelectCell, useRowSelection } from './table-selection';
import type { TableSelection } from './table-selection';
import { FocusableTimes } from './time-text';

/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role -- cards set `display`, which drops table semantics in some browsers unless the roles are spelled out */

export interface Column<T> {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Name of the sort key in the URL; the header becomes a link. */
  sortKey?: string | undefined;
  align?: 'left' | 'right' | undefined;
  /** Hides the column below this width; cards on a phone show it again unless `hideInCard`. */
  hideBelow?: 'md' | 'lg' | 'xl' | undefined;
  hideInCard?: boolean | undefined;
  /** In a card: `corner` at the right beside the name, `wide` over the whole width, `plain` without its header. */
  inCard?: 'corner' | 'wide' | 'plain' | undefined;
  /** Takes the remaining width and clips text after two lines. */
  grow?: boolean | undefined;
  /** Width class such as `w-32`. */
  width?: string | undefined;
}

interface TableSort {
  /** `name` or `-name`, as in the URL. */
  current: string;
  hrefOf: (sort: string) => string;
}

export interface DataTableProps<T> {
  /** Names the table for screen readers. */
  label: string;
  /** The first column is the row's name and should be a link. */
  columns: readonly Column<T>[];
  /** Undefined while loading. */
  rows: readonly T[] | undefined;
  rowKey: (row: T) => string;
  sort?: TableSort | undefined;
  selection?: TableSelection<T> | undefined;
  /** Buttons at the end of a row; visible on hover and focus, always on touch devices. */
  actions?: ((row: T) => ReactNode) | undefined;
  /** In a card the actions are at the right of its second line instead of below. */
  hasActionsBeside?: boolean | undefined;
  /** Shown in place of the rows when there are none. */
  empty?: ReactNode;
  /** How many rows the skeleton has. */
  skeletonRows?: number | undefined;
  /** True while newer rows are loading: dims the present ones. */
  isStale?: boolean | undefined;
  /** The selected row, in a list for choosing one. */
  isCurrent?: ((row: T) => boolean) | undefined;
  /** Distance of the sticky header from the top of the window. */
  stickyTop?: string | undefined;
}

/**
 * A dense list with 40 px rows and a sticky header that becomes cards on a phone; a plain table for assistive
 * technology.
 */
export function DataTable<T>({
  label,
  columns,
  rows,
  rowKey,
  sort,
  selection,
  actions,
  hasActionsBeside = false,
  empty,
  skeletonRows = 8,
  isStale = false,
  isCurrent,
  stickyTop,
}: DataTableProps<T>) {
  const t = useTranslations('ui');
  const control = useRowSelection(rows ?? [], rowKey, selection);
  if (rows?.length === 0) return <div className="panel">{empty}</div>;
  return (
    <FocusableTimes value={false}>
      <div className="panel max-sm:border-0 max-sm:bg-transparent" aria-busy={rows === undefined || isStale}>
        <table role="table" aria-label={label} className="w-full border-separate border-spacing-0 max-sm:block">
          <thead role="rowgroup" className="max-sm:sr-only">
            <tr role="row">
              {selection ? <SelectAllCell control={control} stickyTop={stickyTop} /> : null}
              {columns.map((column) => (
                <HeaderCell
                  key={column.id}
                  column={column}
                  sort={sort}
                  className={cellClass(column)}
                  stickyTop={stickyTop}
                />
              ))}
              {actions ? (
                <th
                  role="columnheader"
                  className={clsx(
                    'sticky z-10 w-0 border-b border-line bg-surface last:rounded-tr-md',
                    stickyTop ?? 'top-(--bar-height)',
                  )}
                >
                  <span className="sr-only">{t('table.actions')}</span>
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody
            role="rowgroup"
            className={clsx('max-sm:block max-sm:space-y-2', isStale && 'opacity-60 transition-opacity delay-200')}
          >
            {rows === undefined
              ? Array.from({ length: skeletonRows }, (_, index) => (
                  <SkeletonRow
                    key={index}
                    columns={columns}
                    hasSelection={selection !== undefined}
                    hasActions={actions !== undefined}
                  />
                ))
              : rows.map((row) => (
                  <tr
                    key={rowKey(row)}
                    role="row"
                    aria-current={isCurrent?.(row) ? 'true' : undefined}
                    className={clsx(
                      'group/row relative hover:bg-hover',
                      cardClass,
                      (control.isSelected(row) || isCurrent?.(row)) && 'bg-accent-soft hover:bg-accent-soft',
                    )}
                  >
                    {selection ? <SelectCell control={control} row={row} label={selection.labelOf(row)} /> : null}
                    {columns.map((column, index) => (
                      <td
                        key={column.id}
                        role={index === 0 ? 'rowheader' : 'cell'}
                        className={clsx(
                          'h-10 min-w-0 border-line px-3 py-1 text-left sm:border-b sm:group-last/row:border-b-0 max-sm:block max-sm:h-auto max-sm:p-0',
                          cardPlace(columns, index, selection !== undefined),
                          column.inCard === 'wide' && 'max-sm:has-[>div:empty]:hidden',
                          cellClass(column),
                        )}
                      >
                        {!isNamedInCard(column, index) ? null : (
                          <span aria-hidden className="block text-xs text-ink-3 sm:hidden">
                            {column.header}
                          </span>
                        )}
                        <div className={column.grow ? 'line-clamp-2' : undefined}>{column.cell(row)}</div>
                      </td>
                    ))}
                    {actions ? (
                      <td
                        role="cell"
                        className={clsx(
                          'h-10 w-0 border-line pr-2 whitespace-nowrap sm:border-b sm:group-last/row:border-b-0 max-sm:h-auto max-sm:w-auto max-sm:pr-0 max-sm:empty:hidden',
                          hasActionsBeside
                            ? 'max-sm:col-start-2 max-sm:row-start-2 max-sm:justify-self-end'
                            : 'max-sm:col-span-2',
                        )}
                      >
                        <div className="flex justify-end gap-1 opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 has-aria-expanded:opacity-100 max-sm:justify-start max-sm:opacity-100 pointer-coarse:opacity-100">
                          {actions(row)}
                        </div>
                      </td>
                    ) : null}
                  </tr>
                ))}
          </tbody>
        </table>
        {rows === undefined ? (
          <span role="status" className="sr-only">
            {t('table.loading', { label })}
          </span>
        ) : null}
      </div>
    </FocusableTimes>
  );
}

/** A column's head; sortable ones are links, so that the order is part of the URL. */
function HeaderCell<T>({
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
      className={clsx(
        'sticky z-10 h-9 border-b border-line bg-surface px-3 text-left text-xs font-medium whitespace-nowrap text-ink-2 first:rounded-tl-md last:rounded-tr-md',
        stickyTop ?? 'top-(--bar-height)',
        className,
      )}
    >
      {key !== undefined && sort ? (
        <AddressLink
          href={sort.hrefOf(direction === 'ascending' ? `-${key}` : key)}
          replace
          className={clsx(
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
