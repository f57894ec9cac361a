'use client';

import type { ReactNode } from 'react';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Policy } from '@/lib/contracts/policy';
import { LastResult } from './last-result';
import { RunTime } from './run-time';
import { ScoreText } from './score-text';

/** What one wants to know of a policy at a glance. */
export function PolicyFacts({ policy }: { policy: Policy }) {
  return (
    <dl className="panel mb-5 grid grid-cols-2 gap-px overflow-hidden bg-line sm:grid-cols-3 lg:grid-cols-5">
      <Fact name="Machines">{policy.machines.length}</Fact>
      <Fact name="Next run">
        <RunTime at={policy.nextRunAt} />
        {policy.nextRunAt === null ? null : <RelativeTime at={policy.nextRunAt} className="block text-xs text-ink-3" />}
      </Fact>
      <Fact name="Last run">
        <LastResult result={policy.lastResult} />
      </Fact>
      <Fact name="Kept in 7 days">
        <ScoreText score={policy.scores.days7} days={7} />
      </Fact>
      <Fact name="Kept in 30 days">
        <ScoreText score={policy.scores.days30} days={30} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-surface px-4 py-2.5 last:max-sm:col-span-2 last:sm:max-lg:col-span-2">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="mt-0.5 font-medium tabular-nums">{children}</dd>
    </div>
  );
}
