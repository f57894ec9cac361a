/* eslint-disable jsx-a11y/no-interactive-element-to-noninteractive-role -- cards set `display`, which drops table semantics in some browsers unless the roles are spelled out */
'use client';

import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { Checkbox } from './checkbox';

export interface TableSelection<T> {
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
  /** Names the row for its checkbox. */
  labelOf: (row: T) => string;
  /** Why this row can't be selected, or null. */
  refusalOf?: ((row: T) => string | null) | undefined;
}

export interface RowSelectionControl<T> {
  isSelected: (row: T) => boolean;
  refusalOf: (row: T) => string | null;
  toggle: (row: T, checked: boolean, range: boolean) => void;
  toggleAll: (checked: boolean) => void;
  all: 'none' | 'some' | 'all';
}

/** Selection of the rows of this page; Shift selects the range from the last one. Rows of other pages stay selected. */
export function useRowSelection<T>(
  rows: readonly T[],
  rowKey: (row: T) => string,
  selection: TableSelection<T> | undefined,
): RowSelectionControl<T> {
  const anchor = useRef<string | null>(null);
  const refusalOf = (row: T) => selection?.refusalOf?.(row) ?? null;
  const selectable = rows.filter((row) => refusalOf(row) === null);
  const chosen = selectable.filter((row) => selection?.selected.has(rowKey(row))).length;

  const write = (changed: readonly T[], checked: boolean) => {
    if (!selection) return;
    const next = new Set(selection.selected);
    for (const row of changed) {
      if (checked) next.add(rowKey(row));
      else next.delete(rowKey(row));
    }
    selection.onChange(next);
  };

  return {
    isSelected: (row) => selection?.selected.has(rowKey(row)) ?? false,
    refusalOf,
    toggle(row, checked, range) {
      const from = range ? selectable.findIndex((each) => rowKey(each) === anchor.current) : -1;
      const to = selectable.findIndex((each) => rowKey(each) === rowKey(row));
      anchor.current = rowKey(row);
      write(from < 0 || to < 0 ? [row] : selectable.slice(Math.min(from, to), Math.max(from, to) + 1), checked);
    },
    toggleAll: (checked) => write(selectable, checked),
    all: chosen === 0 ? 'none' : chosen === selectable.length ? 'all' : 'some',
  };
}

/** Head of the selection column. */
export function SelectAllCell<T>({
  control,
  stickyTop,
}: {
  control: RowSelectionControl<T>;
  stickyTop: string | undefined;
}) {
  const t = useTranslations('ui.selection');
  return (
    <th
      role="columnheader"
      className={clsx(
        'sticky z-10 w-10 border-b border-line bg-surface pl-2 align-middle first:rounded-tl-md',
        stickyTop ?? 'top-(--bar-height)',
      )}
    >
      <Checkbox
        label={t('all')}
        hideLabel
        checked={control.all === 'all'}
        indeterminate={control.all === 'some'}
        onChange={(checked) => control.toggleAll(checked)}
        className="align-middle"
      />
    </th>
  );
}

/** Checkbox of one row. */
export function SelectCell<T>({ control, row, label }: { control: RowSelectionControl<T>; row: T; label: string }) {
  const t = useTranslations('ui.selection');
  const refusal = control.refusalOf(row);
  return (
    <td
      role="cell"
      title={refusal ?? undefined}
      className="h-10 w-10 border-line pl-2 align-middle sm:border-b sm:group-last/row:border-b-0 max-sm:absolute max-sm:top-1 max-sm:left-0 max-sm:h-auto max-sm:border-0"
    >
      <Checkbox
        label={refusal === null ? t('row', { name: label }) : t('refused', { name: label, reason: refusal })}
        hideLabel
        checked={control.isSelected(row)}
        disabled={refusal !== null}
        onChange={(checked, event) => control.toggle(row, checked, event.shiftKey)}
        className="align-middle"
      />
    </td>
  );
}
