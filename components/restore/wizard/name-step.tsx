'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { confirmedMachines, isTargetComplete, nameOf } from '@/components/restore/fields/restore-request';
import { focusFirstFault } from '@/components/ui/field';
import type { PlannedField } from '@/components/restore/fields/planned-fields';
import { StepFooter, StepPanel } from '@/components/ui/wizard-steps';
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

function nameHint({ machine, defaults }: RestoreOptions, name: string): string | undefined {
  if (name === machine.name) return 'The name that it had.';
  return name === defaults?.name ? `${machine.name} is there already, so another name is proposed.` : undefined;
}

/** What the machine is called, and what happens to one that is called so already. */
export function NameStep() {
  const wizard = useWizard();
  const { point, options, draft, plan, enter } = wizard;
  const router = useRouter();
  const [showsFaults, setShowsFaults] = useState(false);
  const overwrites = useOverwrites(wizard);
  const back = <LinkButton href={restoreStepAddress(point, 'target')}>Back</LinkButton>;
  const powerOn = plan.fields.find(({ field }) => field.name === 'powerOn');
  const overwrite = plan.fields.find(({ field }) => field.name === 'overwrite');
  const nameFault = draft.faults['name'] ?? (showsFaults ? plan.faults['name'] : undefined);
  const isReady = plan.faults['name'] === undefined && overwrites.unconfirmed.length === 0;

  if (plan.mode !== 'IMPORT') {
    return (
      <>
        <StepPanel title="Nothing to name">
          <p>
            {plan.mode === null
              ? 'There is no way to restore this recovery point now; the step before says why.'
              : 'Files are restored to a folder, so there is no machine to name.'}
          </p>
        </StepPanel>
        <StepFooter back={back} next={null} />
      </>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setShowsFaults(true);
        if (isReady) router.push(restoreStepAddress(point, 'check'));
        else focusFirstFault();
      }}
    >
      <StepPanel title="What should it be called?">
        <TextField
          label="Name of the restored machine"
          description={nameHint(options, nameOf(options, draft))}
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
            title="The target is not complete"
            action={<LinkButton href={restoreStepAddress(point, 'target')}>Go to target</LinkButton>}
          >
            Something there is still to be chosen.
          </Notice>
        )}
      </StepPanel>
      <StepFooter
        back={back}
        note={
          showsFaults && !isReady ? (
            <span className="text-fail">
              {plan.faults['name']
                ? 'The name is missing or wrong.'
                : 'Type the name of each machine that would be deleted.'}
            </span>
          ) : null
        }
        next={
          <Button type="submit" variant="primary">
            Next: check
          </Button>
        }
      />
    </form>
  );
}

type Answer = 'keep' | 'replace';

interface NameConflictProps {
  overwrite: PlannedField;
  overwrites: Overwrites;
  showsFaults: boolean;
}

/** What happens to machines that have this name already; each that would be deleted is named and has to be typed. */
function NameConflict({ overwrite, overwrites, showsFaults }: NameConflictProps) {
  const { draft, enter } = useWizard();
  return (
    <div className="space-y-4">
      <RadioGroup<Answer>
        label="If there is a machine of this name already"
        options={[
          {
            value: 'keep',
            label: 'Leave it alone',
            description: 'The check says whether two of one name can be there.',
          },
          {
            value: 'replace',
            label: 'Delete it, and put the restored one in its place',
            description: overwrite.field.reason ?? 'Its disks are lost for good when the restored machine is made.',
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
  const { plan } = useWizard();
  const { machines, error, isFetching, retry } = overwrites;
  if (machines !== undefined && machines.length > 0) {
    return (
      <section aria-labelledby="would-be-deleted" className="space-y-3 rounded-sm border border-fail bg-fail-soft p-3">
        <div>
          <h3 id="would-be-deleted" className="text-sm text-fail">
            {machines.length === 1 ? '1 machine would be deleted' : `${machines.length} machines would be deleted`}
          </h3>
          <p className="text-ink-2">
            It happens when the restored machine is made, and it can’t be undone. Type each name to confirm.
          </p>
        </div>
        {machines.map((machine) => (
          <Confirmation key={machine.guid} machine={machine} showsFaults={showsFaults} />
        ))}
      </section>
    );
  }
  if (machines !== undefined)
    return (
      <Notice role="status" tone="ok" title="Nothing would be deleted">
        No machine of yours has this name at the target.
      </Notice>
    );
  if (error) return <ErrorState error={error} onRetry={retry} isRetrying={isFetching} />;
  if (plan.body === null)
    return <Notice>What would be deleted is looked up as soon as the target and the name are complete.</Notice>;
  return (
    <Loading label="Looking for machines of this name" className="space-y-2">
      <Skeleton className="h-4 w-64" />
      <Skeleton className="h-8" />
    </Loading>
  );
}

function Confirmation({ machine, showsFaults }: { machine: Ref; showsFaults: boolean }) {
  const { typed, confirm } = useWizard();
  const text = typed[machine.guid]?.text ?? '';
  const isRight = text.trim() === machine.name;
  return (
    <TextField
      label={
        <>
          Type{' '}
          <code className="font-mono break-all">
            <ThingName of={machine} />
          </code>
        </>
      }
      value={text}
      onChange={(event) => confirm(machine, event.target.value)}
      error={
        !showsFaults || isRight ? undefined : text.trim() === '' ? 'Type its name to confirm.' : 'This is not its name.'
      }
      description={isRight ? 'Confirmed' : undefined}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

/** Long enough that a name being typed is not asked about letter by letter. */
const settleMs = 500;

interface Overwrites {
  isOn: boolean;
  /** The machines that would be deleted; undefined while that is not known. */
  machines: readonly Ref[] | undefined;
  /** Those whose names are still to be typed. */
  unconfirmed: readonly Ref[];
  error: unknown;
  isFetching: boolean;
  retry: () => void;
}

/** Which machines would be deleted if this restore were started with overwriting. */
function useOverwrites({ plan, typed }: Pick<Wizard, 'plan' | 'typed'>): Overwrites {
  const isOn = plan.fields.some(({ field, value }) => field.name === 'overwrite' && value === true);
  const wanted = isOn && plan.body !== null ? JSON.stringify(plan.body) : '';
  const settled = useSettled(wanted, settleMs);
  const asked = settled === '' ? null : (JSON.parse(settled) as RestoreBody);
  const report = usePreflight(asked);
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
