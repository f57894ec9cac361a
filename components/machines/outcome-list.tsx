'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { BadgeVariant } from '@/components/ui/badge';
import { ThingName } from '@/components/ui/thing-name';
import { machineAddress } from '@/lib/client/addresses';
import type { Ref } from '@/lib/contracts/scalar';

interface MachineOutcome {
  machine: Ref;
  variant: BadgeVariant;
  label: string;
  /** The requested state is reached. */
  isDone: boolean;
  /** The reason, where there is one. */
  note?: ReactNode;
}

interface OutcomeListProps {
  label: string;
  outcomes: readonly MachineOutcome[];
  /** Called when a link leaves the dialog. */
  onLeave: () => void;
}

/** The result of an action for each of several machines, those that need a decision first. */
export function OutcomeList({ label, outcomes, onLeave }: OutcomeListProps) {
  const sorted = [...outcomes.filter(({ isDone }) => !isDone), ...outcomes.filter(({ isDone }) => isDone)];
  return (
    <ul
      className="max-h-80 divide-y divide-line overflow-y-auto rounded-sm border border-line-strong"
      aria-label={label}
    >
      {sorted.map(({ machine, variant, label: outcome, note }) => (
        <li key={machine.guid} className="px-3 py-2">
          <div className="flex items-center justify-between gap-3">
            <Link href={machineAddress(machine.guid)} onClick={onLeave} className="link min-w-0 truncate">
              <ThingName of={machine} />
            </Link>
            <Badge plain {...variant} className="shrink-0">
              {outcome}
            </Badge>
          </div>
          {note}
        </li>
      ))}
    </ul>
  );
}
