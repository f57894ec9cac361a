'use client';

import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { confirmedMachines, isTargetComplete, nameOf } from '@/components/restore/fields/restore-request';
import { focusFirstError } from '@/components/ui/field';
import type { PlannedField, RestoreTranslator } from '@/components/restore/fields/planned-fields';
import { StepFooter, StepPanel } from '@/components/ui/wizard-steps';
import { StepWithSummary } from './restore-summary';
import { useWizard } from './restore-wizard';
import type { Wizard } from './restore-wizard';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { RadioGroup } from '@/components/ui/radio-group';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { Switch } from '@/components/ui/checkbox';
import { TextField } from '@/components/ui/text-field';
import { ThingName } from '@/components/ui/thing-name';
import { restoreStepAddress } from '@/lib/client/addresses';
import { usePreflight } from '@/lib/client/queries/restores';
import { useSettled } from '@/lib/client/live/live-query';
import type { RestoreBody, RestoreOptions } from '@/lib/contracts/restore';
import type { Ref } from '@/lib/contracts/scalar';

function nameHint({ machine, defaults }: RestoreOptions, name: string, t: RestoreTranslator): string | undefined {
  if (name === machine.name) return t('nameStep.nameItHad');
  return name === defaults?.name ? t('nameStep.nameProposed', { machine: machine.name }) : undefined;
}

/** The step for the name of the machine, and for machines that already have this name. */
export function NameStep() {
  const t = useTranslations('restore');
  const action = useTranslations('ui');
  const wizard = useWizard();
  const { point, options, draft, plan, enter } = wizard;
  const router = useRouter();
  const [showsFaults, setShowsFaults] = useState(false);
  const overwrites = useOverwrites(wizard);
  const back = <LinkButton href={restoreStepAddress(point, 'target')}>{action('back')}</LinkButton>;
  const powerOn = plan.fields.find(({ field }) => field.name === 'powerOn');
  const overwrite = plan.fields.find(({ field }) => field.name === 'overwrite');
  const nameFault = draft.faults['name'] ?? (showsFaults ? plan.faults['name'] : undefined);
  const isReady = plan.faults['name'] === undefined && overwrites.unconfirmed.length === 0;

  if (plan.mode !== 'IMPORT') {
    return (
      <StepWithSummary step="name">
        <StepPanel title={t('nameStep.nothingToName')}>
          <p>{plan.mode === null ? t('nameStep.noWay') : t('nameStep.files')}</p>
        </StepPanel>
        <StepFooter back={back} next={null} />
      </StepWithSummary>
    );
  }
  return (
    <StepWithSummary step="name">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setShowsFaults(true);
          if (isReady) router.push(restoreStepAddress(point, 'check'));
          else focusFirstError();
        }}
      >
        <StepPanel title={t('nameStep.title')}>
          <TextField
            label={t('nameStep.name')}
            description={nameHint(options, nameOf(options, draft), t)}
            error={nameFault}
            value={nameOf(options, draft)}
            onChange={(event) => enter('name', event.target.value)}
            autoComplete="off"
            spellCheck={false}
            maxLength={300}
          />
          {overwrite ? <NameConflict overwrite={overwrite} overwrites={overwrites} showsFaults={showsFaults} /> : null}
          {powerOn ? (
            <Switch
              label={powerOn.field.label}
              description={powerOn.field.reason}
              checked={powerOn.value === true}
              onChange={(on) => enter('powerOn', on)}
            />
          ) : null}
          {isTargetComplete(plan) ? null : (
            <Notice
              tone="late"
              title={t('nameStep.targetIncomplete.title')}
              action={<LinkButton href={restoreStepAddress(point, 'target')}>{t('goToTarget')}</LinkButton>}
            >
              {t('nameStep.targetIncomplete.text')}
            </Notice>
          )}
        </StepPanel>
        <StepFooter
          back={back}
          note={
            showsFaults && !isReady ? (
              <span className="text-fail">
                {plan.faults['name'] ? t('nameStep.nameWrong') : t('nameStep.typeEach')}
              </span>
            ) : null
          }
          next={
            <Button type="submit" variant="primary">
              {t('nameStep.next')}
            </Button>
          }
        />
      </form>
    </StepWithSummary>
  );
}

type Answer = 'keep' | 'replace';

interface NameConflictProps {
  overwrite: PlannedField;
  overwrites: Overwrites;
  showsFaults: boolean;
}

/** The choice for machines that already have this name; the name of each one to delete must be typed. */
function NameConflict({ overwrite, overwrites, showsFaults }: NameConflictProps) {
  const t = useTranslations('restore.nameStep.conflict');
  const { draft, enter } = useWizard();
  return (
    <div className="space-y-4">
      <RadioGroup<Answer>
        label={t('label')}
        options={[
          {
            value: 'keep',
            label: t('keep'),
            description: t('keepHint'),
          },
          {
            value: 'replace',
            label: t('replace'),
            description: overwrite.field.reason ?? t('replaceHint'),
          },
        ]}
        value={overwrite.value === true ? 'replace' : 'keep'}
        onChange={(answer) => enter('overwrite', answer === 'replace')}
        error={draft.faults['overwrite'] ?? draft.faults['overwriteMachines']}
      />
      {overwrites.isOn ? <Deleted overwrites={overwrites} showsFaults={showsFaults} /> : null}
    </div>
  );
}

function Deleted({ overwrites, showsFaults }: Pick<NameConflictProps, 'overwrites' | 'showsFaults'>) {
  const t = useTranslations('restore.nameStep.deleted');
  const { plan } = useWizard();
  const { machines, error, isFetching, retry } = overwrites;
  if (machines !== undefined && machines.length > 0) {
    return (
      <section aria-labelledby="would-be-deleted" className="space-y-3 rounded-sm border border-fail bg-fail-soft p-3">
        <div>
          <h3 id="would-be-deleted" className="text-sm text-fail">
            {t('title', { count: machines.length })}
          </h3>
          <p className="text-ink-2">{t('text')}</p>
        </div>
        {machines.map((machine) => (
          <Confirmation key={machine.guid} machine={machine} showsFaults={showsFaults} />
        ))}
      </section>
    );
  }
  if (machines !== undefined)
    return (
      <Notice role="status" tone="ok" title={t('noneTitle')}>
        {t('noneText')}
      </Notice>
    );
  if (error) return <ErrorState error={error} onRetry={retry} isRetrying={isFetching} />;
  if (plan.body === null) return <Notice>{t('later')}</Notice>;
  return (
    <Loading label={t('loading')} className="space-y-2">
      <Skeleton className="h-4 w-64" />
      <Skeleton className="h-8" />
    </Loading>
  );
}

function Confirmation({ machine, showsFaults }: { machine: Ref; showsFaults: boolean }) {
  const t = useTranslations('restore.nameStep.confirm');
  const { typed, confirm } = useWizard();
  const text = typed[machine.guid]?.text ?? '';
  const isRight = text.trim() === machine.name;
  return (
    <TextField
      label={t.rich('label', {
        machine: machine.name,
        name: () => (
          <code className="font-mono break-all">
            <ThingName of={machine} />
          </code>
        ),
      })}
      value={text}
      onChange={(event) => confirm(machine, event.target.value)}
      error={!showsFaults || isRight ? undefined : text.trim() === '' ? t('missing') : t('wrong')}
      description={isRight ? t('right') : undefined}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

/** Waits until the name is typed, so that not every letter sends a request. */
const settleMs = 500;

interface Overwrites {
  isOn: boolean;
  /** The machines that would be deleted; undefined while unknown. */
  machines: readonly Ref[] | undefined;
  /** Machines whose names are not typed yet. */
  unconfirmed: readonly Ref[];
  error: unknown;
  isFetching: boolean;
  retry: () => void;
}

/** Finds the machines that this restore would delete. */
function useOverwrites({ plan, typed }: Pick<Wizard, 'plan' | 'typed'>): Overwrites {
  const isOn = plan.fields.some(({ field, value }) => field.name === 'overwrite' && value === true);
  const wanted = isOn && plan.body !== null ? JSON.stringify(plan.body) : '';
  const settled = useSettled(wanted, settleMs);
  const requested = settled === '' ? null : (JSON.parse(settled) as RestoreBody);
  const report = usePreflight(requested);
  const isSettled = wanted !== '' && settled === wanted;
  const machines = isSettled ? report.data?.overwrites : undefined;
  const confirmed = confirmedMachines(typed);
  return {
    isOn,
    machines,
    unconfirmed: isOn ? (machines ?? []).filter(({ guid }) => !confirmed.includes(guid)) : [],
    error: isSettled && !report.data ? report.error : null,
    isFetching: report.isFetching || (isOn && !isSettled && plan.body !== null),
    retry: () => void report.refetch(),
  };
}
