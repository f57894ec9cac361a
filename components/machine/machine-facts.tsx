'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { RelativeTime } from '@/components/ui/relative-time';
import { SizeText } from '@/components/ui/size-text';
import { usePolicy } from '@/lib/client/policies';
import { policyAddress } from '@/lib/client/policy-addresses';
import type { Score } from '@/lib/contracts/expected-run';
import { noGoodBackup } from '@/lib/client/describe-protection';
import type { MachineDetail } from '@/lib/contracts/machine';

/** The figures that one looks for first. */
export function MachineFacts({ machine }: { machine: MachineDetail }) {
  const facts: readonly [string, ReactNode][] = [
    ['Last good backup', <RelativeTime key="last" at={machine.lastSuccessAt} empty={noGoodBackup(machine)} />],
    [
      'Next run',
      <RelativeTime
        key="next"
        at={machine.nextRunAt}
        empty={machine.present ? 'None scheduled' : 'None, it is removed'}
      />,
    ],
    ['Planned, last 30 days', <KeptFact key="kept" score={machine.scores.days30} />],
    ['Policy', <PolicyFact key="policy" policy={machine.policy} />],
    ['Last full', <SizeText key="full" bytes={machine.lastFull?.sizeBytes ?? null} />],
    ['Last incremental', <SizeText key="incremental" bytes={machine.lastIncremental?.sizeBytes ?? null} />],
  ];
  return (
    <dl className="panel mb-4 grid grid-cols-2 gap-px overflow-hidden bg-line sm:grid-cols-3 xl:grid-cols-6">
      {facts.map(([name, value]) => (
        <div key={name} className="min-w-0 bg-surface px-4 py-2.5">
          <dt className="text-xs text-ink-3">{name}</dt>
          <dd className="mt-0.5 truncate font-medium">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A policy that the tenant may see is one click away; of any other only the name is known. */
function PolicyFact({ policy }: Pick<MachineDetail, 'policy'>) {
  const read = usePolicy(policy?.guid ?? null);
  if (policy === null) return <span className="text-ink-3">None</span>;
  if (read.data?.guid !== policy.guid) return policy.name;
  return (
    <Link href={policyAddress(policy.guid)} className="link" title={policy.name}>
      {policy.name}
    </Link>
  );
}

/** How many of the planned backups happened; the share stands with the planned backups themselves. */
function KeptFact({ score: { expected, kept } }: { score: Score }) {
  if (expected === 0) return <span className="text-ink-3">None was due</span>;
  return (
    <span className="tabular-nums">
      {kept} of {expected} kept
    </span>
  );
}
