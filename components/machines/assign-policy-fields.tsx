'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { CalendarClock, CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { EmptyState, ErrorState, RequestFailure } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { SelectField } from '@/components/ui/select-field';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import { newPolicyAddress } from '@/lib/client/addresses';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isOutcomeUnknown, isProblem } from '@/lib/client/http/problems';
import type { Machine } from '@/lib/contracts/machine';
import type { PolicyList } from '@/lib/contracts/policy';
import type { SelectedMachine } from './machine-selection';

/** At most so many machines that lose their policy are named. */
const mostNames = 10;

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

/** The policy, and the machines that may leave theirs for it. */
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
  const t = useTranslations('machines.assign');
  const having = machines.filter(({ policy }) => policy !== null);
  const make = (
    <LinkButton href={newPolicyAddress({ machines: machines.map(({ guid }) => guid) })} onClick={onLeave}>
      {t('newPolicy', { count: machines.length })}
    </LinkButton>
  );
  if (!policies.data) {
    if (policies.isError)
      return (
        <ErrorState error={policies.error} onRetry={() => void policies.refetch()} isRetrying={policies.isFetching} />
      );
    return (
      <Loading label={t('loading')} className="space-y-2">
        <Skeleton className="h-4 w-16" />
        <Skeleton className="h-8" />
      </Loading>
    );
  }
  const names = having
    .slice(0, mostNames)
    .map(({ name }) => name)
    .join(', ');
  const own = policies.data.items.filter(({ readOnly }) => !readOnly);
  const providers = policies.data.items.filter(({ readOnly }) => readOnly);
  if (own.length === 0 && having.length === 0) {
    return (
      <EmptyState icon={<CalendarClock aria-hidden />} title={t('noOwn')} action={make}>
        {t('noOwnText')}
      </EmptyState>
    );
  }
  const options = [
    ...own.map(({ guid, name, active, condition, machines: present, schedules }) => {
      const isBusy = condition === 'SAVING' || condition === 'DELETING';
      const isAll = machines.every(({ policy }) => policy?.guid === guid);
      const description = isBusy
        ? t('saving')
        : isAll
          ? t('present')
          : t(active ? 'about' : 'aboutOff', { machines: present.length, schedules: schedules.length });
      return { value: guid, label: name, description, isDisabled: isBusy || isAll };
    }),
    ...providers.map(({ guid, name }) => ({
      value: guid,
      label: name,
      description: t('providers'),
      isDisabled: true,
    })),
    ...(having.length > 0 ? [{ value: noPolicy, label: t('noPolicy'), description: t('noPolicyText') }] : []),
  ];
  return (
    <div className="space-y-4">
      <PresentPolicy machines={machines} />
      <SelectField
        label={t('policy')}
        placeholder={t('choose')}
        options={options}
        value={chosen}
        onChange={onChoose}
        error={choiceFault}
        description={
          own.find(({ guid }) => guid === chosen)?.active === false
            ? t('isOff')
            : providers.length > 0
              ? t('providersCount', { count: providers.length })
              : undefined
        }
      />
      {chosen === noPolicy ? (
        <Notice tone="late" title={t('loses', { count: having.length })}>
          {having.length > mostNames ? t('names', { names, count: having.length - mostNames }) : names}
        </Notice>
      ) : null}
      <MovingMachines machines={leaving} moves={moves} onChange={onMoves} error={moveFault} />
      {chosen === null ? <p className="text-ink-2">{t.rich('orNew', { link: () => make })}</p> : null}
    </div>
  );
}

/** The present policy of the one machine; nothing for several. */
function PresentPolicy({ machines }: { machines: readonly SelectedMachine[] }) {
  const t = useTranslations('machines.assign');
  const [machine, ...others] = machines;
  if (!machine || others.length > 0) return null;
  return <p className="text-ink-2">{machine.policy ? t('nowHas', { policy: machine.policy.name }) : t('nowNone')}</p>;
}

/** Why the request failed, and whether something was changed. */
export function AssignFault({ error }: { error: unknown }) {
  const t = useTranslations('machines.fault');
  const { cause } = useExplainProblem()(error);
  const isUnknown = isOutcomeUnknown(error);
  return (
    <RequestFailure error={error} title={isUnknown ? t('noAnswer') : t('nothingChanged')}>
      {isUnknown ? t('open') : isProblem(error, 'not_found') ? t('gone') : cause}
    </RequestFailure>
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

/** A machine has only one policy: those that would leave theirs have to be ticked. */
export function MovingMachines({ machines, moves, onChange, error }: MovingMachinesProps) {
  const t = useTranslations('machines.moving');
  const id = useId();
  if (machines.length === 0) return null;
  const ticked = new Set(moves);
  const open = machines.filter(({ guid }) => !ticked.has(guid));
  return (
    <fieldset
      aria-describedby={error === undefined ? undefined : `${id}-error`}
      className="rounded-sm border border-late-mark bg-late-soft p-3"
    >
      <legend className="float-left mb-1 font-medium">{t('title', { count: machines.length })}</legend>
      <div className="clear-both">
        <p className="text-ink-2">{t('text')}</p>
        {machines.length > 1 ? (
          <Button
            variant="secondary"
            size="sm"
            className="mt-2"
            onPress={() => onChange(open.length > 0 ? machines.map(({ guid }) => guid) : [])}
          >
            {open.length > 0 ? t('all', { count: machines.length }) : t('none')}
          </Button>
        ) : null}
        <ul className="mt-2 max-h-48 overflow-y-auto">
          {machines.map((machine) => (
            <li key={machine.guid}>
              <Checkbox
                label={
                  <>
                    {t.rich(machine.policy ? 'leaves' : 'leavesIts', {
                      policy: machine.policy?.name ?? '',
                      name: () => (
                        <span className="font-medium">
                          <ThingName of={machine} />
                        </span>
                      ),
                    })}
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
