'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { IconButton } from './button';

/**
 * Keeps the bars of a list at the lower edge of the window, and of the page when the list is short: side by side, on a
 * phone stacked.
 */
export function StickyFooter({ children }: { children: ReactNode }) {
  return (
    <div
      data-sticky-footer
      className="pointer-events-none sticky bottom-4 z-20 mt-auto flex gap-x-4 pt-3 max-md:bottom-18 max-sm:flex-col sm:items-end"
    >
      {children}
    </div>
  );
}

interface BulkBarProps {
  count: number;
  /** What is selected. */
  noun: 'machines' | 'items';
  onClear: () => void;
  /** Actions on the selection. */
  children: ReactNode;
}

/** A bar at the lower edge of the window while something is selected. */
export function BulkBar({ count, noun, onClear, children }: BulkBarProps) {
  const t = useTranslations('ui');
  return (
    <div
      aria-live="polite"
      data-sticky-footer
      className="pointer-events-none sticky bottom-4 z-20 mt-auto flex justify-center pt-3 max-md:bottom-18"
    >
      {count === 0 ? null : (
        <div
          role="region"
          aria-label={t('selection.label')}
          className="pointer-events-auto flex max-w-full flex-wrap items-center gap-2 rounded-md border border-line-strong bg-raised py-1.5 pr-2 pl-3 shadow-overlay motion-safe:animate-rise-in"
        >
          <span className="mr-2 font-medium whitespace-nowrap tabular-nums">{t(`selection.${noun}`, { count })}</span>
          {children}
          <IconButton label={t('selection.clear')} icon={<X aria-hidden className="size-4" />} onPress={onClear} />
        </div>
      )}
    </div>
  );
}
