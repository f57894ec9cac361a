import { clsx } from 'clsx';
import type { Column } from './data-table';

const hide = { md: 'sm:max-md:hidden', lg: 'sm:max-lg:hidden', xl: 'sm:max-xl:hidden' } as const;

/** How a card of a phone lays out its cells. */
export const cardClass =
  'max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-x-4 max-sm:gap-y-1.5 max-sm:rounded-md max-sm:border max-sm:border-line max-sm:bg-surface max-sm:p-3';

/** What head and body of a column have in common. */
export function cellClass<T>(column: Column<T>): string {
  return clsx(
    column.align === 'right' && 'sm:text-right tabular-nums',
    column.hideBelow && hide[column.hideBelow],
    column.hideInCard && 'max-sm:!hidden',
    column.grow && 'sm:w-full sm:max-w-0',
    column.width,
  );
}

/** Where a cell stands in a card: the same while it is loading, so that nothing moves. */
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
