import type { ReactNode } from 'react';

/** Keeps what belongs to a long list at the lower edge of the window: side by side, on a phone one above the other. */
export function Shelf({ children }: { children: ReactNode }) {
  return (
    <div className="pointer-events-none sticky bottom-4 z-20 mt-3 flex gap-x-4 max-md:bottom-18 max-sm:flex-col sm:items-end">
      {children}
    </div>
  );
}
