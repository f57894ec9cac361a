'use client';

import { useRef } from 'react';
import { platformName } from '@/lib/contracts/platform-name';
import { Badge } from '@/components/ui/badge';
import { Checkbox } from '@/components/ui/checkbox';
import { ThingName } from '@/components/ui/thing-name';
import type { ChoosableMachine } from '@/lib/contracts/machine';

/** More rows than this nobody reads; searching narrows them. */
const shown = 300;

export interface MachineChoicesProps {
  /** Those that match the search. */
  machines: readonly ChoosableMachine[];
  chosen: ReadonlySet<string>;
  /** The policy that is edited; null for a new one. */
  policy: string | null;
  total: number;
  onChoose: (guids: readonly string[], isIn: boolean) => void;
}

/** Machines to choose from, each with the policy that it has. Shift takes the range from the last one touched. */
export function MachineChoices({ machines, chosen, policy, total, onChoose }: MachineChoicesProps) {
  const anchor = useRef<string | null>(null);
  if (machines.length === 0) {
    return (
      <p className="rounded-sm border border-line px-3 py-6 text-center text-ink-2">
        {total === 0
          ? 'Your organisation has no machine that is still there. Your provider assigns machines.'
          : 'No machine matches.'}
      </p>
    );
  }
  const visible = machines.slice(0, shown);
  const toggle = (guid: string, isIn: boolean, isRange: boolean) => {
    const [from, to] = [
      visible.findIndex((each) => each.guid === anchor.current),
      visible.findIndex((each) => each.guid === guid),
    ];
    anchor.current = guid;
    onChoose(
      isRange && from >= 0
        ? visible.slice(Math.min(from, to), Math.max(from, to) + 1).map((each) => each.guid)
        : [guid],
      isIn,
    );
  };
  return (
    <>
      <ul
        aria-label="Machines to choose from"
        className="max-h-80 divide-y divide-line overflow-y-auto rounded-sm border border-line-strong"
      >
        {visible.map((machine) => (
          <li key={machine.guid} className="flex items-center gap-3 px-3 hover:bg-hover has-checked:bg-accent-soft">
            <Checkbox
              label={
                <span className="block truncate">
                  <ThingName of={machine} />
                </span>
              }
              checked={chosen.has(machine.guid)}
              onChange={(isIn, { shiftKey }) => toggle(machine.guid, isIn, shiftKey)}
              className="min-w-0 flex-1 py-1"
            />
            {machine.present ? null : <Badge>Removed</Badge>}
            <span className="max-w-1/2 shrink-0 truncate text-xs text-ink-3">{policyWords(machine, policy)}</span>
            <span className="w-20 shrink-0 truncate text-xs text-ink-3 max-sm:hidden">
              {platformName(machine.platform)}
            </span>
          </li>
        ))}
      </ul>
      {machines.length > shown ? (
        <p className="mt-1 text-xs text-ink-3">
          The first {shown} of {machines.length}. Search for the others; “Choose” takes all that match.
        </p>
      ) : null}
    </>
  );
}

function policyWords({ policy }: ChoosableMachine, edited: string | null): string {
  if (policy === null) return 'No policy';
  return policy.guid === edited ? 'In this policy' : `In ${policy.name}`;
}
