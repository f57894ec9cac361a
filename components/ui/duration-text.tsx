import { formatDuration } from '@/lib/client/format-duration';

/** A length of time in milliseconds as people read it. */
export function DurationText({ ms }: { ms: number | null }) {
  return <span className={ms === null ? 'text-ink-3' : 'whitespace-nowrap tabular-nums'}>{formatDuration(ms)}</span>;
}
