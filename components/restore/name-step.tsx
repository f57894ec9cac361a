'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { Switch } from '@/components/ui/switch';
import { TextField } from '@/components/ui/text-field';
import { restoreStepAddress } from '@/lib/client/restore-addresses';
import type { RestoreOptions } from '@/lib/contracts/restore';
import { focusFirstFault } from './focus-fault';
import { NameConflict } from './name-conflict';
import { isTargetComplete, nameOf } from './restore-request';
import { StepFooter } from './step-footer';
import { StepPanel } from './step-panel';
import { useOverwrites } from './use-overwrites';
import { useWizard } from './wizard-context';

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
