import { clsx } from 'clsx';
import type { Column } from './data-table';
import { Skeleton } from './skeleton';

const hide = { md: 'sm:max-md:hidden', lg: 'sm:max-lg:hidden', xl: 'sm:max-xl:hidden' } as const;

/** How a card of a phone lays out its cells. */
export const cardClass =
  'max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-x-4 max-sm:gap-y-1.5 max-sm:rounded-md max-sm:border max-sm:border-line max-sm:bg-surface max-sm:p-3';

/** The common properties of a column's head and body. */
export function cellClass<T>(column: Column<T>): string {
  return clsx(
    column.align === 'right' && 'sm:text-right tabular-nums',
    column.hideBelow && hide[column.hideBelow],
    column.hideInCard && 'max-sm:!hidden',
    column.grow && 'sm:w-full sm:max-w-0',
    column.width,
  );
}

/** The position of a cell in a card: the same while loading, so that nothing moves. */
export function cardPlace<T>(columns: readonly Column<T>[], index: number, hasSelection: boolean): string {
  const column = columns[index];
  return clsx(
    index === 0 && 'max-sm:col-start-1 max-sm:row-start-1',
    index === 0 && !columns.some(({ inCard }) => inCard === 'corner') && 'max-sm:col-span-2',
    index === 0 && hasSelection && 'max-sm:pl-9',
    column?.inCard === 'corner' && 'max-sm:col-start-2 max-sm:row-start-1 max-sm:text-right',
    column?.inCard === 'plain' && column.align === 'right' && 'max-sm:text-right',
    column?.inCard === 'wide' && 'max-sm:col-span-2',
  );
}

/** Whether a card names the column above its value. */
export function isNamedInCard<T>({ inCard }: Column<T>, index: number): boolean {
  return index > 0 && inCard === undefined;
}

/**
 * One cell for each of the head, else the columns of the head don't match the body; on a phone a card as tall as the
 * loaded one.
 */
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
