import { ChevronRight } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';

/** The way here; the last one is this page. */
export function Breadcrumbs({ items }: { items: readonly { label: string; href?: Route | undefined }[] }) {
  return (
    <nav aria-label="Breadcrumb">
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
