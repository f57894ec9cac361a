import { protectionStates } from '@/lib/contracts/machine';
import type { ProtectionState } from '@/lib/contracts/machine';

const fills: Record<ProtectionState, string> = {
  PROTECTED: 'fill-ok-mark',
  PENDING: 'fill-run-mark',
  LATE: 'fill-late-mark',
  FAILING: 'fill-fail-mark',
  NOT_RESTORABLE: 'fill-fail-mark',
  UNPROTECTED: 'fill-none-mark',
  EXCLUDED: 'fill-line-strong',
  UNKNOWN: 'fill-line-strong',
};

/** The share of each protection answer; decorative, since the numbers stand below it as links. */
export function ProtectionBar({ counts }: { counts: Readonly<Record<ProtectionState, number>> }) {
  const total = protectionStates.reduce((sum, state) => sum + counts[state], 0);
  if (total === 0) return null;
  // A single failing machine among thousands must still be seen.
  const shares = protectionStates.map((state) =>
    counts[state] === 0 ? 0 : Math.max(0.6, (counts[state] / total) * 100),
  );
  const sum = shares.reduce((all, share) => all + share, 0);
  const starts = shares.map((_, index) => shares.slice(0, index).reduce((all, share) => all + share, 0));
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${sum} 1`}
      preserveAspectRatio="none"
      className="block h-2.5 w-full overflow-hidden rounded-full"
    >
      {protectionStates.map((state, index) => (
        <rect
          key={state}
          x={starts[index]}
          width={Math.max(0, (shares[index] ?? 0) - 0.15)}
          height="1"
          className={fills[state]}
        />
      ))}
    </svg>
  );
}
