'use client';

import { useTranslations } from 'next-intl';
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
import type { PolicyTranslator } from '@/lib/client/drafts/schedule-draft';
import type { PolicyDraft, PolicyDraftState } from '@/lib/client/drafts/policy-draft';
import { usePlatformName } from '@/lib/client/format/formats';
import type { ChoosableMachine, MachineChoices as MachineChoicesAnswer } from '@/lib/contracts/machine';

interface MachineSectionProps {
  draft: PolicyDraft;
  change: PolicyDraftState['change'];
  faults: Faults;
  /** The policy that is edited; null for a new one. */
  policy: string | null;
  machines: { data: MachineChoicesAnswer | undefined; error: unknown; isFetching: boolean; refetch: () => unknown };
  leaving: readonly ChoosableMachine[];
}

/**
 * The machines of a policy: searched, selected many at a time; those that leave another policy are named and ticked.
 */
export function MachineSection({ draft, change, faults, policy, machines, leaving }: MachineSectionProps) {
  const t = useTranslations('policies');
  const kinds = [
    { value: '', label: t('machineSection.showAll') },
    { value: 'none', label: t('machineSection.showUnprotected') },
    { value: 'chosen', label: t('machineSection.showChosen') },
  ];
  const [search, setSearch] = useState('');
  const [kind, setKind] = useState('');
  const chosen = new Set(draft.machines);
  const all = machines.data?.items;
  // Beyond the shown machines it is not known whether a selected one still exists.
  const isWhole = machines.data !== undefined && machines.data.total === machines.data.items.length;
  const wanted = search.toLowerCase();
  // A deleted machine can only be removed.
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
    <Section title={t('machineSection.title')} count={draft.machines.length}>
      <div className="space-y-4">
        {fault === undefined ? null : (
          <Notice tone="fail" title={t('machineSection.fault')}>
            {fault}
          </Notice>
        )}
        {unknown.length === 0 ? null : (
          <Notice
            tone="late"
            title={t('machineSection.lost', { count: unknown.length })}
            action={
              <Button size="sm" onPress={() => choose(unknown, false)}>
                {t('machineSection.removeLost', { count: unknown.length })}
              </Button>
            }
          >
            {t('machineSection.lostText', { count: unknown.length })}
          </Notice>
        )}
        {machines.error && all === undefined ? (
          <ErrorState error={machines.error} onRetry={() => void machines.refetch()} isRetrying={machines.isFetching} />
        ) : all === undefined ? (
          <Loading label={t('machineSection.loading')} className="space-y-2">
            <Skeleton className="h-8 w-64" />
            <Skeleton className="h-40" />
          </Loading>
        ) : (
          <div>
            <div className="mb-2 flex flex-wrap items-center gap-2">
              <SearchField
                label={t('machineSection.search')}
                placeholder={t('machineSection.name')}
                value={search}
                onSearch={setSearch}
                className="w-full sm:w-64"
              />
              <ChoiceMenu
                label={t('machineSection.show')}
                isFilter={false}
                choices={kinds}
                value={kind}
                onChange={setKind}
              />
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
                  {t(found.length === unchosen.length ? 'machineSection.chooseAll' : 'machineSection.chooseOthers', {
                    count: unchosen.length,
                  })}
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
                  {t('machineSection.removeShown', { count: found.length - unchosen.length })}
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
          label={t('machineSection.autoRemove')}
          description={t('machineSection.autoRemoveText')}
          checked={draft.autoRemoveNonPresent}
          onChange={(autoRemoveNonPresent) => change({ autoRemoveNonPresent })}
        />
      </div>
    </Section>
  );
}

/** More rows than this are not useful; searching narrows them. */
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

/** Machines to choose from, each with its policy. Shift selects the range from the last one. */
function MachineChoices({ machines, chosen, policy, total, onChoose }: MachineChoicesProps) {
  const platformName = usePlatformName();
  const t = useTranslations('policies');
  const anchor = useRef<string | null>(null);
  if (machines.length === 0) {
    return (
      <p className="rounded-sm border border-line px-3 py-6 text-center text-ink-2">
        {t(total === 0 ? 'machineSection.none' : 'machineSection.noMatch')}
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
        aria-label={t('machineSection.list')}
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
            {machine.present ? null : <Badge>{t('machineSection.removed')}</Badge>}
            <span className="max-w-1/2 shrink-0 truncate text-xs text-ink-3">{policyWords(machine, policy, t)}</span>
            <span className="w-20 shrink-0 truncate text-xs text-ink-3 max-sm:hidden">
              {platformName(machine.platform)}
            </span>
          </li>
        ))}
      </ul>
      {machines.length > shown ? (
        <p className="mt-1 text-xs text-ink-3">{t('machineSection.first', { shown, total: machines.length })}</p>
      ) : null}
    </>
  );
}

function policyWords({ policy }: ChoosableMachine, edited: string | null, t: PolicyTranslator): string {
  if (policy === null) return t('machineSection.noPolicy');
  return policy.guid === edited ? t('machineSection.inThis') : t('machineSection.inOther', { name: policy.name });
}
