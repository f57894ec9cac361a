import { formatDuration, formatTimeParts } from '@/lib/client/format-duration';
import type { TimeParts } from '@/lib/client/format-duration';
import { hintProps } from './hint-layer';

/** A length of time in milliseconds as people read it. */
export function DurationText({ ms }: { ms: number | null }) {
  return <span className={ms === null ? 'text-ink-3' : 'whitespace-nowrap tabular-nums'}>{formatDuration(ms)}</span>;
}

/** How long work took, with waiting and work told apart: `waited 4 min 39 s, worked 14 s`. */
export function TimePartsText({ parts }: { parts: TimeParts }) {
  return <span className="tabular-nums">{formatTimeParts(parts)}</span>;
}

/** The time worked alone, for tables; the rest on hover. */
export function WorkedText({ parts }: { parts: TimeParts }) {
  return (
    <span
      {...hintProps(formatTimeParts(parts))}
      className={parts.workedMs === null ? 'text-ink-3' : 'whitespace-nowrap tabular-nums'}
    >
      {formatDuration(parts.workedMs)}
    </span>
  );
}
