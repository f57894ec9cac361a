'use client';

import type { ReactNode } from 'react';
import { RelativeTime } from '@/components/ui/relative-time';
import { SizeText } from '@/components/ui/size-text';
import type { MachineDetail } from '@/lib/contracts/machine';

/** The figures that one looks for first. */
export function MachineFacts({ machine }: { machine: MachineDetail }) {
  const facts: readonly [string, ReactNode][] = [
    ['Last good backup', <RelativeTime key="last" at={machine.lastSuccessAt} empty="Never" />],
    ['Next run', <RelativeTime key="next" at={machine.nextRunAt} empty={machine.present ? 'None scheduled' : 'None, it is removed'} />],
    ['Policy', machine.policy ? <span key="policy">{machine.policy.name}</span> : <span key="policy" className="text-ink-3">None</span>],
    ['Last full', <SizeText key="full" bytes={machine.lastFull?.sizeBytes ?? null} />],
    ['Last incremental', <SizeText key="incremental" bytes={machine.lastIncremental?.sizeBytes ?? null} />],
  ];
  return (
    <dl className="panel mb-4 grid grid-cols-2 gap-px overflow-hidden bg-line sm:grid-cols-3 lg:grid-cols-5">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0 bg-surface px-4 py-2.5 last:max-sm:col-span-2 nth-4:sm:max-lg:col-span-1 last:sm:max-lg:col-span-2">
          <dt className="text-xs text-ink-3">{name}</dt>
          <dd className="mt-0.5 truncate font-medium">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
