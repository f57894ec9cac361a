import { recoveryPointLook } from '@/components/ui/recovery-point-badge';
import { recoveryPointStatuses } from '@/lib/contracts/recovery-point';
import type { RecoveryPoint, RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import { MarkShape } from './timeline-mark-shape';

/** What the shapes mean; only those that are on show. */
export function TimelineLegend({ statuses, hasGaps }: { statuses: ReadonlySet<RecoveryPointStatus>; hasGaps: boolean }) {
  const shown = recoveryPointStatuses.filter((status) => statuses.has(status));
  const entries: { label: string; type: RecoveryPoint['type']; status: RecoveryPointStatus }[] = [
    { label: 'Full', type: 'FULL', status: 'SUCCESS' },
    { label: 'Incremental', type: 'INCREMENTAL', status: 'SUCCESS' },
    ...shown.filter((status) => status !== 'SUCCESS').map((status) => ({ label: recoveryPointLook[status].word, type: 'INCREMENTAL' as const, status })),
  ];
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
      {entries.map(({ label, type, status }) => (
        <li key={label} className="flex items-center gap-1.5">
          <svg aria-hidden width="14" height="14">
            <MarkShape x={7} y={7} type={type} status={status} />
          </svg>
          {label}
        </li>
      ))}
      {hasGaps ? (
        <li className="flex items-center gap-1.5">
          <svg aria-hidden width="22" height="12" className="text-late-mark">
            <path d="M1 11 L11 1 M7 11 L17 1 M13 11 L21 3" stroke="currentColor" strokeWidth="1.5" />
          </svg>
          Gap
        </li>
      ) : null}
    </ul>
  );
}
