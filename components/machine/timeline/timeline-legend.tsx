'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { recoveryPointStatuses } from '@/lib/contracts/recovery-point';
import type { RecoveryPointStatus } from '@/lib/contracts/recovery-point';
import { notKeptStates } from './timeline-marks';
import type { NotKeptState } from './timeline-marks';
import { BarShape, ExpiryShape, FailureShape, FoldedShape, RunShape } from './timeline-shapes';

interface TimelineLegendProps {
  statuses: ReadonlySet<RecoveryPointStatus>;
  runs: ReadonlySet<NotKeptState>;
  hasFolded: boolean;
  hasExpiries: boolean;
}

/** What the shapes mean; only those that are on show. */
export function TimelineLegend({ statuses, runs, hasFolded, hasExpiries }: TimelineLegendProps) {
  const common = useTranslations('common.recoveryPoint');
  const t = useTranslations('machine.timeline');
  return (
    <ul aria-label={t('legend')} className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
      {recoveryPointStatuses
        .filter((status) => statuses.has(status))
        .map((status) => (
          <Entry
            key={status}
            label={common(status)}
            shape={
              status === 'FAILED' ? (
                <FailureShape x={7} y={7} />
              ) : (
                <BarShape x={7} base={13} height={12} width={6} status={status} />
              )
            }
          />
        ))}
      {hasFolded ? <Entry label={t('legendFolded')} shape={<FoldedShape x={7} y={13} />} /> : null}
      {hasExpiries ? (
        <Entry
          label={t('legendExpiry')}
          shape={
            <g className="text-ink-3">
              <ExpiryShape x={7} base={13} height={12} width={6} />
            </g>
          }
        />
      ) : null}
      {notKeptStates
        .filter((state) => runs.has(state))
        .map((state) => (
          <Entry
            key={`planned ${state}`}
            label={t(`runLegend.${state}`)}
            shape={<RunShape x={7} y={7} status={state} />}
          />
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
