'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { CalendarClock, CircleAlert } from 'lucide-react';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { EmptyState, ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { SelectField } from '@/components/ui/select-field';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import { newPolicyAddress } from '@/lib/client/addresses';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isProblem } from '@/lib/client/http/problems';
import type { Machine } from '@/lib/contracts/machine';
import type { PolicyList } from '@/lib/contracts/policy';
import type { SelectedMachine } from './machine-selection';

/** The choice of none. */
export const noPolicy = 'none';

interface AssignPolicyFieldsProps {
  machines: readonly SelectedMachine[];
  policies: UseQueryResult<PolicyList>;
  chosen: string | null;
  onChoose: (policy: string) => void;
  leaving: readonly SelectedMachine[];
  moves: readonly string[];
  onMoves: (moves: string[]) => void;
  choiceFault: string | undefined;
  moveFault: string | undefined;
  onLeave: () => void;
}

/** Which policy, and which machines may leave theirs for it. */
export function AssignPolicyFields({
  machines,
  policies,
  chosen,
  onChoose,
  leaving,
  moves,
  onMoves,
  choiceFault,
  moveFault,
  onLeave,
}: AssignPolicyFieldsProps) {
  const having = machines.filter(({ policy }) => policy !== null);
  const make = (
    <LinkButton href={newPolicyAddress({ machines: machines.map(({ guid }) => guid) })} onClick={onLeave}>
      New policy with {machines.length === 1 ? 'this machine' : 'these machines'}
    </LinkButton>
  );
  if (!policies.data) {
    if (policies.isError)
      return (
        <ErrorState error={policies.error} onRetry={() => void policies.refetch()} isRetrying={policies.isFetching} />
      );
    return (
      <Loading label="Policies are loading" className="space-y-2">
        <Skeleton className="h-4 w-16" />
        <Skeleton className="h-8" />
      </Loading>
    );
  }
  const own = policies.data.items.filter(({ readOnly }) => !readOnly);
  const providers = policies.data.items.filter(({ readOnly }) => readOnly);
  if (own.length === 0 && having.length === 0) {
    return (
      <EmptyState icon={<CalendarClock aria-hidden />} title="There is no policy of your own yet" action={make}>
        Machines can’t be put into policies of your provider from here. Make one of your own.
      </EmptyState>
    );
  }
  const options = [
    ...own.map(({ guid, name, active, condition, machines: present, schedules }) => {
      const isBusy = condition === 'SAVING' || condition === 'DELETING';
      const schedule =
        schedules.length === 0
          ? 'no schedule'
          : `${schedules.length} ${schedules.length === 1 ? 'schedule' : 'schedules'}`;
      const isAll = machines.every(({ policy }) => policy?.guid === guid);
      const description = isBusy
        ? 'It is being saved just now'
        : isAll
          ? 'It is the present one'
          : `${present.length} machines, ${schedule}${active ? '' : ', off'}`;
      return { value: guid, label: name, description, isDisabled: isBusy || isAll };
    }),
    ...providers.map(({ guid, name }) => ({
      value: guid,
      label: name,
      description: 'Your provider’s: only your provider puts machines into it',
      isDisabled: true,
    })),
    ...(having.length > 0
      ? [{ value: noPolicy, label: 'No policy', description: 'Nothing backs up by itself any more' }]
      : []),
  ];
  return (
    <div className="space-y-4">
      {only(machines)}
      <SelectField
        label="Policy"
        placeholder="Choose a policy"
        options={options}
        value={chosen}
        onChange={onChoose}
        error={choiceFault}
        description={describeChoice(own.find(({ guid }) => guid === chosen)?.active === false, providers.length)}
      />
      {chosen === noPolicy ? (
        <Notice
          tone="late"
          title={
            having.length === 1 ? '1 machine loses its protection' : `${having.length} machines lose their protection`
          }
        >
          {having
            .slice(0, 10)
            .map(({ name }) => name)
            .join(', ')}
          {having.length > 10 ? ` and ${having.length - 10} more` : ''}
        </Notice>
      ) : null}
      <MovingMachines machines={leaving} moves={moves} onChange={onMoves} error={moveFault} />
      {chosen === null ? <p className="text-ink-2">Or make a new one: {make}</p> : null}
    </div>
  );
}

function describeChoice(isOff: boolean, providers: number): string | undefined {
  if (isOff) return 'This policy is off: nothing runs by it until it is on.';
  if (providers === 0) return undefined;
  return `Your provider’s ${providers === 1 ? 'policy' : `${providers} policies`} can’t be chosen: only your provider puts machines into ${providers === 1 ? 'it' : 'them'}.`;
}

function only(machines: readonly SelectedMachine[]) {
  const [machine, ...others] = machines;
  if (!machine || others.length > 0) return null;
  return (
    <p className="text-ink-2">
      {machine.policy ? `Now it has “${machine.policy.name}”.` : 'Now it has none: nothing backs it up by itself.'}
    </p>
  );
}

/** Why the request failed, and whether something was changed. */
export function AssignFault({ error }: { error: unknown }) {
  const { cause, requestId } = useExplainProblem()(error);
  const isOpen = isProblem(error, 'network', 'upstream_timeout', 'internal', 'unavailable', 'unreadable_answer');
  return (
    <Notice tone="fail" role="alert" title={isOpen ? 'The answer did not arrive' : 'Nothing was changed'}>
      {isOpen
        ? 'Some machines may have the policy already. Trying again is safe.'
        : isProblem(error, 'not_found')
          ? 'The policy or one of the machines is no longer there for you.'
          : cause}
      {requestId === null ? null : <span className="mt-1 block text-xs text-ink-3">Request id {requestId}</span>}
    </Notice>
  );
}

interface MovingMachinesProps {
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
