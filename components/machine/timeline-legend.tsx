import type { ReactNode } from 'react';
import { recoveryPointLook } from '@/components/ui/recovery-point-badge';
import { recoveryPointStatuses } from '@/lib/contracts/recovery-point';
import type { RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import { MarkShape } from './timeline-mark-shape';
import { RunShape } from './timeline-run-shape';
import { notKeptStates } from './timeline-runs';
import type { NotKeptState } from './timeline-runs';

const runLabels: Record<NotKeptState, string> = {
  MISSED: 'Planned, but nothing ran',
  FAILED: 'Planned, but failed',
  LATE: 'Planned, but came late',
  SKIPPED: 'Planned, but skipped',
};

export interface TimelineLegendProps {
  statuses: ReadonlySet<RecoveryPointStatus>;
  runs: ReadonlySet<NotKeptState>;
}

/** What the shapes mean; only those that are on show. */
export function TimelineLegend({ statuses, runs }: TimelineLegendProps) {
  const shown = recoveryPointStatuses.filter((status) => statuses.has(status) && status !== 'SUCCESS');
  return (
    <ul aria-label="Legend" className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
      <Entry label="Full" shape={<MarkShape x={7} y={7} type="FULL" status="SUCCESS" />} />
      <Entry label="Incremental" shape={<MarkShape x={7} y={7} type="INCREMENTAL" status="SUCCESS" />} />
      {shown.map((status) => (
        <Entry
          key={status}
          label={recoveryPointLook[status].word}
          shape={<MarkShape x={7} y={7} type="INCREMENTAL" status={status} />}
        />
      ))}
      {notKeptStates
        .filter((state) => runs.has(state))
        .map((state) => (
          <Entry key={`planned ${state}`} label={runLabels[state]} shape={<RunShape x={7} y={7} status={state} />} />
        ))}
    </ul>
  );
}

function Entry({ label, shape }: { label: string; shape: ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      <svg aria-hidden width="14" height="14">
        {shape}
      </svg>
      {label}
    </li>
  );
}
