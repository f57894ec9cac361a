import { clsx } from 'clsx';
import type { Column } from './data-table';
import { Skeleton } from './skeleton';
import { cardClass, cardPlace, cellClass, isNamedInCard } from './table-layout';

/** One cell for each of the head, else the columns of the head stand beside those of the body; on a phone a card as tall as the one to come. */
export function SkeletonRow<T>({
  columns,
  hasSelection,
  hasActions,
}: {
  columns: readonly Column<T>[];
  hasSelection: boolean;
  hasActions: boolean;
}) {
  return (
    <tr role="row" aria-hidden className={cardClass}>
      {hasSelection ? (
        <td className="w-10 border-line pl-2 max-sm:hidden sm:border-b">
          <Skeleton className="mx-1 size-4" />
        </td>
      ) : null}
      {columns.map((column, index) => (
        <td
          key={column.id}
          className={clsx(
            'h-10 border-line px-3 sm:border-b max-sm:block max-sm:h-auto max-sm:p-0',
            cardPlace(columns, index, hasSelection),
            cellClass(column),
          )}
        >
          {isNamedInCard(column, index) ? (
            <span className="flex h-4 items-center sm:hidden">
              <Skeleton className="h-2.5 w-12" />
            </span>
          ) : null}
          <span className="flex h-5 items-center">
            <Skeleton
              className={clsx(
                'h-3.5',
                index === 0 ? 'w-40 max-w-full' : 'w-16',
                column.align === 'right' && 'sm:ml-auto',
              )}
            />
          </span>
        </td>
      ))}
      {hasActions ? (
        <td className="w-0 border-line max-sm:col-span-2 max-sm:w-auto sm:border-b">
          <Skeleton className="h-7 w-24 sm:hidden pointer-coarse:h-10" />
        </td>
      ) : null}
    </tr>
  );
}
