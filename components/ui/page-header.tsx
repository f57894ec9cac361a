import { ChevronRight } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

interface PageHeaderProps {
  title: ReactNode;
  /** Breadcrumbs above the title. */
  before?: ReactNode;
  /** Badges beside the title. */
  beside?: ReactNode;
  description?: ReactNode;
  /** The main actions; they stay at the right, and wrap under the title on a phone. */
  actions?: ReactNode;
}

/** Top of a page; its title is the only h1. */
export function PageHeader({ title, before, beside, description, actions }: PageHeaderProps) {
  return (
    <header className="mb-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {before}
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-xl break-words">{title}</h1>
          {beside}
        </div>
        {description ? <div className="mt-1 text-ink-2">{description}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}

/** The path to this page; the last item is the page itself. */
export function Breadcrumbs({ items }: { items: readonly { label: string; href?: Route | undefined }[] }) {
  const t = useTranslations('ui');
  return (
    <nav data-breadcrumb aria-label={t('breadcrumb')}>
      <ol className="flex min-w-0 items-center gap-1 text-xs text-ink-3">
        {items.map((item, index) => (
          <li key={item.label} className="flex items-center gap-1 not-last:shrink-0 last:min-w-0">
            {index > 0 ? <ChevronRight aria-hidden className="size-3.5 shrink-0" /> : null}
            {item.href === undefined ? (
              <span aria-current="page" className="truncate">
                {item.label}
              </span>
            ) : (
              <Link href={item.href} className="rounded-xs py-1 hover:text-ink hover:underline">
                {item.label}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
