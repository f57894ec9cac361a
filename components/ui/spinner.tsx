import { LoaderCircle } from 'lucide-react';
import { classNames } from './class-names';

/** Decorative turning ring; the text beside it says what is under way. Stands still with reduced motion. */
export function Spinner({ className }: { className?: string | undefined }) {
  return <LoaderCircle aria-hidden className={classNames('size-4 shrink-0 motion-safe:animate-spin', className)} />;
}
