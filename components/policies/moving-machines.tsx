'use client';

import { CircleAlert } from 'lucide-react';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { ThingName } from '@/components/ui/thing-name';
import type { Machine } from '@/lib/contracts/machine';

export interface MovingMachinesProps {
  /** Those that have another policy now. */
  machines: readonly Pick<Machine, 'guid' | 'name' | 'policy'>[];
  /** Those of them that may leave it. */
  moves: readonly string[];
  onChange: (moves: string[]) => void;
  error?: string | undefined;
}

/** A machine has one policy only: which ones would leave theirs, each to be ticked. */
export function MovingMachines({ machines, moves, onChange, error }: MovingMachinesProps) {
  const id = useId();
  if (machines.length === 0) return null;
  const ticked = new Set(moves);
  const open = machines.filter(({ guid }) => !ticked.has(guid));
  return (
    <fieldset
      aria-describedby={error === undefined ? undefined : `${id}-error`}
      className="rounded-sm border border-late-mark bg-late-soft p-3"
    >
      <legend className="float-left mb-1 font-medium">
        {machines.length === 1 ? '1 machine leaves its policy' : `${machines.length} machines leave their policy`}
      </legend>
      <div className="clear-both">
        <p className="text-ink-2">A machine has one policy only. Tick the ones that may leave theirs for this one.</p>
        {machines.length > 1 ? (
          <Button
            variant="secondary"
            size="sm"
            className="mt-2"
            onPress={() => onChange(open.length > 0 ? machines.map(({ guid }) => guid) : [])}
          >
            {open.length > 0 ? `Tick all ${machines.length}` : 'Tick none'}
          </Button>
        ) : null}
        <ul className="mt-2 max-h-48 overflow-y-auto">
          {machines.map((machine) => (
            <li key={machine.guid}>
              <Checkbox
                label={
                  <>
                    <span className="font-medium">
                      <ThingName of={machine} />
                    </span>{' '}
                    leaves {machine.policy ? `“${machine.policy.name}”` : 'its policy'}
                  </>
                }
                aria-invalid={error !== undefined && machine.guid === open[0]?.guid ? true : undefined}
                checked={ticked.has(machine.guid)}
                onChange={(isIn) =>
                  onChange(
                    machines
                      .map(({ guid }) => guid)
                      .filter((guid) => (guid === machine.guid ? isIn : ticked.has(guid))),
                  )
                }
                className="w-full"
              />
            </li>
          ))}
        </ul>
        {error === undefined ? null : (
          <p id={`${id}-error`} className="mt-2 flex items-start gap-1 text-xs text-fail">
            <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
            {error}
          </p>
        )}
      </div>
    </fieldset>
  );
}
