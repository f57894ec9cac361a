'use client';

import { ChevronLeft, ChevronRight, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { AddressState } from '@/lib/client/address-state';
import { useFormats } from '@/lib/client/format/formats';
import { useRestoredScroll } from '@/lib/client/scroll-memory';
import type { Messages } from '@/lib/messages/catalogue';
import { AddressLink } from './address-link';
import { Button } from './button';
import { DataTable } from './data-table';
import type { DataTableProps } from './data-table';
import { EmptyState, ErrorState } from './empty-state';
import { buttonStyle } from './link-button';
import { Notice } from './notice';

/** The result of a query for one page of a list. */
interface ListRead<T> {
  data: { items: readonly T[]; page: number; pageSize: number; total: number } | undefined;
  error: Error | null;
  /** When the data was read, in milliseconds. */
  dataUpdatedAt: number;
  isFetching: boolean;
  /** True while the data belongs to the page or filter before. */
  isPlaceholderData: boolean;
  refetch: () => unknown;
}

type ListNoun = keyof Messages['ui']['list']['count'];

interface PagedTableProps<T> extends Omit<DataTableProps<T>, 'rows' | 'isStale' | 'sort' | 'empty'> {
  list: ListRead<T>;
  address: AddressState;
  /** The name of the items. */
  noun: ListNoun;
  /** The present and the default sort order; without it the columns can't be sorted. */
  sort?: { current: string | undefined; usual: string } | undefined;
  /** Why the whole list is empty, and what to do. A page past the end and a failure are the same for every list. */
  empty: ReactNode;
  /** Rows are delayed for another reason than the query, such as a filter that is not known yet. */
  isWaiting?: boolean | undefined;
}

/**
 * One page of a list with all its states: loading, failed, out of date, empty, past its end. Page and sort order are in
 * the URL.
 */
export function PagedTable<T>({ list, address, noun, sort, empty, isWaiting = false, ...table }: PagedTableProps<T>) {
  const t = useTranslations('ui');
  const format = useFormats();
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
          title={t('list.outOfDate')}
          action={
            <Button size="sm" onPress={retry} isPending={isFetching}>
              {t('retry')}
            </Button>
          }
        >
          {t('list.asOf', { time: format.clock(new Date(list.dataUpdatedAt).toISOString()) })}
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
  const t = useTranslations('ui.list.pastTheEnd');
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title={t('title')}
      action={<Button onPress={onFirstPage}>{t('firstPage')}</Button>}
    >
      {t('reason')}
    </EmptyState>
  );
}

interface PaginationProps {
  page: number;
  pageSize: number;
  total: number;
  /** URL of a page of the same list. */
  hrefOf: (page: number) => string;
  noun: ListNoun;
}

/** The position in a list, and links to the next and previous page. */
function Pagination({ page, pageSize, total, hrefOf, noun }: PaginationProps) {
  const t = useTranslations('ui.list');
  const format = useFormats();
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const first = total === 0 ? 0 : (page - 1) * pageSize + 1;
  const last = Math.min(total, page * pageSize);
  return (
    <nav
      aria-label={t('pages')}
      className="flex items-center justify-between gap-3 px-1 py-3 text-xs text-ink-2 tabular-nums"
    >
      <p>
        {total === 1 && page === 1
          ? t(`count.${noun}`, { count: total })
          : total > 0 && first > total
            ? t('pastTheEnd.total', { count: total, things: t(`count.${noun}`, { count: total }) })
            : t(`range.${noun}`, { first: format.number(first), last: format.number(last), count: total })}
      </p>
      {pages > 1 || page > 1 ? (
        <div className="flex items-center gap-2">
          <span className="max-sm:hidden">{t('page', { page: format.number(page), pages: format.number(pages) })}</span>
          <Step
            href={page > 1 ? hrefOf(Math.min(page - 1, pages)) : null}
            label={t('previousPage')}
            icon={<ChevronLeft aria-hidden className="size-4" />}
          />
          <Step
            href={page < pages ? hrefOf(page + 1) : null}
            label={t('nextPage')}
            icon={<ChevronRight aria-hidden className="size-4" />}
          />
        </div>
      ) : null}
    </nav>
  );
}

function Step({ href, label, icon }: { href: string | null; label: string; icon: ReactNode }) {
  const style = buttonStyle('secondary', 'sm', 'w-7 !px-0 pointer-coarse:w-10');
  return href === null ? (
    <span aria-disabled="true" role="link" aria-label={label} className={style}>
      {icon}
    </span>
  ) : (
    <AddressLink href={href} aria-label={label} className={style}>
      {icon}
    </AddressLink>
  );
}
