'use client';

import { useRef, useState } from 'react';
import { ChoiceMenu } from '@/components/ui/filter-menu';
import { faultAt } from './saving';
import type { Faults } from './saving';
import { MovingMachines } from '@/components/machines/assign-policy-fields';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Checkbox, Switch } from '@/components/ui/checkbox';
import { ErrorState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { SearchField } from '@/components/ui/search-field';
import { Section } from '@/components/ui/section';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import type { PolicyDraft, PolicyDraftState } from '@/lib/client/drafts/policy-draft';
import { platformName } from '@/lib/contracts/machine';
import type { ChoosableMachine, MachineChoices as MachineChoicesAnswer } from '@/lib/contracts/machine';

const kinds = [
  { value: '', label: 'All machines' },
  { value: 'none', label: 'Without a policy' },
  { value: 'chosen', label: 'Chosen' },
];

interface MachineSectionProps {
  draft: PolicyDraft;
  change: PolicyDraftState['change'];
  faults: Faults;
  /** The policy that is edited; null for a new one. */
  policy: string | null;
  machines: { data: MachineChoicesAnswer | undefined; error: unknown; isFetching: boolean; refetch: () => unknown };
  leaving: readonly ChoosableMachine[];
}

/** Which machines a policy protects: searched, chosen many at a time; those that leave another policy are named and ticked. */
export function MachineSection({ draft, change, faults, policy, machines, leaving }: MachineSectionProps) {
  const [search, setSearch] = useState('');
  const [kind, setKind] = useState('');
  const chosen = new Set(draft.machines);
  const all = machines.data?.items;
  // Beyond what can be shown nobody knows whether a chosen machine is still there.
  const isWhole = machines.data !== undefined && machines.data.total === machines.data.items.length;
  const wanted = search.toLowerCase();
  // A machine that is gone can only leave.
  const choices = (all ?? []).filter((machine) => machine.present || chosen.has(machine.guid));
  const found = choices.filter(
    (machine) =>
      machine.name.toLowerCase().includes(wanted) &&
      (kind === '' || (kind === 'chosen' ? chosen.has(machine.guid) : machine.policy === null)),
  );
  const unknown =
    all === undefined || !isWhole ? [] : draft.machines.filter((guid) => !all.some((machine) => machine.guid === guid));
  const choose = (guids: readonly string[], isIn: boolean) =>
    change((before) => {
      const changed = new Set(guids);
      const next = isIn
        ? [...new Set([...before.machines, ...guids])]
        : before.machines.filter((guid) => !changed.has(guid));
      return { machines: next, moves: before.moves.filter((guid) => next.includes(guid)) };
    });
  const unchosen = found.filter(({ guid }) => !chosen.has(guid));
  const fault = faultAt(faults, 'machines');

  return (
    <Section title="Machines" count={draft.machines.length}>
      <div className="space-y-4">
        {fault === undefined ? null : (
          <Notice tone="fail" title="Something about the machines does not fit">
            {fault}
          </Notice>
        )}
        {unknown.length === 0 ? null : (
          <Notice
            tone="late"
            title={
              unknown.length === 1
                ? 'A chosen machine is no longer yours'
                : `${unknown.length} chosen machines are no longer yours`
            }
            action={
              <Button size="sm" onPress={() => choose(unknown, false)}>
                Take {unknown.length === 1 ? 'it' : 'them'} out
              </Button>
            }
          >
            The policy can’t be saved with {unknown.length === 1 ? 'it' : 'them'}.
          </Notice>
        )}
        {machines.error && all === undefined ? (
          <ErrorState error={machines.error} onRetry={() => void machines.refetch()} isRetrying={machines.isFetching} />
        ) : all === undefined ? (
          <Loading label="Your machines are loading" className="space-y-2">
            <Skeleton className="h-8 w-64" />
            <Skeleton className="h-40" />
          </Loading>
        ) : (
          <div>
            <div className="mb-2 flex flex-wrap items-center gap-2">
              <SearchField
                label="Search machines by name"
                placeholder="Name"
                value={search}
                onSearch={setSearch}
                className="w-full sm:w-64"
              />
              <ChoiceMenu label="Show" isFilter={false} choices={kinds} value={kind} onChange={setKind} />
              {unchosen.length > 0 ? (
                <Button
                  variant="quiet"
                  onPress={() =>
                    choose(
                      unchosen.map(({ guid }) => guid),
                      true,
                    )
                  }
                >
                  Choose {found.length === unchosen.length ? `all ${found.length}` : `the other ${unchosen.length}`}
                </Button>
              ) : null}
              {unchosen.length < found.length ? (
                <Button
                  variant="quiet"
                  onPress={() =>
                    choose(
                      found.map(({ guid }) => guid),
                      false,
                    )
                  }
                >
                  Take {found.length - unchosen.length} out
                </Button>
              ) : null}
            </div>
            <MachineChoices machines={found} chosen={chosen} policy={policy} total={choices.length} onChoose={choose} />
          </div>
        )}
        <MovingMachines
          machines={leaving}
          moves={draft.moves}
          onChange={(moves) => change({ moves })}
          error={faultAt(faults, 'moveMachines')}
        />
        <Switch
          label="Take machines out by themselves once they are gone from their platform"
          description="Their recovery points stay."
          checked={draft.autoRemoveNonPresent}
          onChange={(autoRemoveNonPresent) => change({ autoRemoveNonPresent })}
        />
      </div>
    </Section>
  );
}

/** More rows than this nobody reads; searching narrows them. */
const shown = 300;

interface MachineChoicesProps {
  /** Those that match the search. */
  machines: readonly ChoosableMachine[];
  chosen: ReadonlySet<string>;
  /** The policy that is edited; null for a new one. */
  policy: string | null;
  total: number;
  onChoose: (guids: readonly string[], isIn: boolean) => void;
}

/** Machines to choose from, each with the policy that it has. Shift takes the range from the last one touched. */
function MachineChoices({ machines, chosen, policy, total, onChoose }: MachineChoicesProps) {
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
