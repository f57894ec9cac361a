import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { locale } from '@/lib/client/locale';
import { AddressLink } from './address-link';
import { buttonStyle } from './button-style';

export interface PaginationProps {
  page: number;
  pageSize: number;
  total: number;
  /** Address of a page of the same list. */
  hrefOf: (page: number) => string;
  /** Plural of what is listed, a regular one such as "machines" or "entries". */
  noun: string;
}

/** Where one is in a list, and links to the pages beside. */
export function Pagination({ page, pageSize, total, hrefOf, noun }: PaginationProps) {
  const format = new Intl.NumberFormat(locale);
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const first = total === 0 ? 0 : (page - 1) * pageSize + 1;
  const last = Math.min(total, page * pageSize);
  return (
    <nav
      aria-label="Pages"
      className="flex items-center justify-between gap-3 px-1 py-3 text-xs text-ink-2 tabular-nums"
    >
      <p>
        {total === 1 && page === 1
          ? `1 ${singularOf(noun)}`
          : total > 0 && first > total
            ? `This page is past the end; there ${total === 1 ? `is 1 ${singularOf(noun)}` : `are ${format.format(total)} ${noun}`}`
            : `${format.format(first)}–${format.format(last)} of ${format.format(total)} ${noun}`}
      </p>
      {pages > 1 || page > 1 ? (
        <div className="flex items-center gap-2">
          <span className="max-sm:hidden">
            Page {format.format(page)} of {format.format(pages)}
          </span>
          <Step
            href={page > 1 ? hrefOf(Math.min(page - 1, pages)) : null}
            label="Previous page"
            icon={<ChevronLeft aria-hidden className="size-4" />}
          />
          <Step
            href={page < pages ? hrefOf(page + 1) : null}
            label="Next page"
            icon={<ChevronRight aria-hidden className="size-4" />}
          />
        </div>
      ) : null}
    </nav>
  );
}

function singularOf(plural: string): string {
  return plural.endsWith('ies') ? `${plural.slice(0, -3)}y` : plural.replace(/s$/, '');
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
