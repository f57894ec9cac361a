'use client';

import { SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AddressState } from '@/lib/client/address-state';
import { useRestoredScroll } from '@/lib/client/scroll-memory';
import { Button } from './button';
import { DataTable } from './data-table';
import type { DataTableProps } from './data-table';
import { EmptyState } from './empty-state';
import { ErrorState } from './error-state';
import { Notice } from './notice';
import { Pagination } from './pagination';

/** What a query for one page of a list gives. */
export interface ListRead<T> {
  data: { items: readonly T[]; page: number; pageSize: number; total: number } | undefined;
  error: Error | null;
  isFetching: boolean;
  /** True while what is shown belongs to the page or filter before. */
  isPlaceholderData: boolean;
  refetch: () => unknown;
}

export interface PagedTableProps<T> extends Omit<DataTableProps<T>, 'rows' | 'isStale' | 'sort' | 'empty'> {
  list: ListRead<T>;
  address: AddressState;
  /** Plural of what is listed, such as "machines". */
  noun: string;
  /** The order in force, and the one that needs no word in the address; without it the columns can't be sorted. */
  sort?: { current: string | undefined; usual: string } | undefined;
  /** Why the whole list is empty, and what next. A page past its end and a failure are told here for every list. */
  empty: ReactNode;
  /** Rows are held back for another reason than the query, such as a filter that is not known yet. */
  isWaiting?: boolean | undefined;
}

/** One page of a list with all its states: loading, failed, out of date, empty, past its end. Page and order stand in the address. */
export function PagedTable<T>({ list, address, noun, sort, empty, isWaiting = false, ...table }: PagedTableProps<T>) {
  const { data, error, isFetching } = list;
  const retry = () => void list.refetch();
  useRestoredScroll(data !== undefined && !isWaiting);
  if (error && !data) return <ErrorState error={error} onRetry={retry} isRetrying={isFetching} />;
  const isPastTheEnd = data !== undefined && data.total > 0 && data.items.length === 0;
  return (
    <>
      {error ? (
        <Notice
          tone="late"
          className="mb-3"
          title="This list could not be brought up to date"
          action={
            <Button size="sm" onPress={retry} isPending={isFetching}>
              Try again
            </Button>
          }
        >
          What you see is what was last heard.
        </Notice>
      ) : null}
      <DataTable
        {...table}
        rows={isWaiting ? undefined : data?.items}
        isStale={list.isPlaceholderData}
        sort={
          sort && {
            current: sort.current ?? sort.usual,
            hrefOf: (next) => address.hrefWith({ sort: next === sort.usual ? null : next }),
          }
        }
        empty={isPastTheEnd ? <PastTheEnd onFirstPage={() => address.replace({ page: null })} /> : empty}
      />
      {data && data.total > 0 ? (
        <Pagination
          page={data.page}
          pageSize={data.pageSize}
          total={data.total}
          hrefOf={(page) => address.hrefWith({ page })}
          noun={noun}
        />
      ) : null}
    </>
  );
}

function PastTheEnd({ onFirstPage }: { onFirstPage: () => void }) {
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title="This page is past the end"
      action={<Button onPress={onFirstPage}>Go to the first page</Button>}
    >
      The list has become shorter, or the address names a page that never was.
    </EmptyState>
  );
}
