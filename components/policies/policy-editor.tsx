'use client';

import { useState } from 'react';
import { StepFooter, aboveFooter } from '@/components/restore/step-footer';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { useMachineChoices } from '@/lib/client/machine-choices';
import { policyAddress } from '@/lib/client/policy-addresses';
import { policyDraftOf } from '@/lib/client/policy-draft';
import type { PolicyDraft } from '@/lib/client/policy-draft';
import { usePolicyDraft } from '@/lib/client/policy-draft-store';
import { useUnsavedWork } from '@/lib/client/unsaved-work';
import type { FieldFault } from '@/lib/contracts/problem';
import type { Policy, PolicyOptions } from '@/lib/contracts/policy';
import { ConflictDialog, Differences } from './conflict-dialog';
import { MachineSection } from './machine-section';
import { NameSection } from './name-section';
import { SaveFault } from './save-fault';
import { SchedulesSection } from './schedules-section';
import { StorageSection } from './storage-section';
import { useLeaveGuard } from './use-leave-guard';
import { usePolicySave } from './use-policy-save';

export interface PolicyEditorProps {
  /** Names the draft: policy, person and tenant. */
  draftId: string;
  /** What the form shows until something is typed; the same object as long as it says the same. */
  start: PolicyDraft;
  options: PolicyOptions;
  /** The policy that is changed; null makes a new one. */
  policy: Policy | null;
  readTheirs: (() => Promise<Policy | undefined>) | null;
}

/** The form of a policy: all of it on one page, saved whole. */
export function PolicyEditor({ draftId, start, options, policy, readTheirs }: PolicyEditorProps) {
  const guid = policy?.guid ?? null;
  const state = usePolicyDraft(draftId, start);
  const { draft, change, isDirty, clear, rebase } = state;
  const machines = useMachineChoices();
  const [overwrites, setOverwrites] = useState<readonly FieldFault[] | null>(null);
  const chosen = new Set(draft.machines);
  const leaving = (machines.data?.items ?? []).filter(
    (machine) => chosen.has(machine.guid) && machine.policy !== null && machine.policy.guid !== guid,
  );
  const saving = usePolicySave({ guid, state, leaving: leaving.map((machine) => machine.guid), readTheirs });
  useUnsavedWork(isDirty);
  const leaveDialog = useLeaveGuard(isDirty && !saving.isPending, clear);
  const { conflict, faults, error } = saving;
  const count = Object.keys(faults).length;
  const back = guid === null ? '/policies' : policyAddress(guid);

  return (
    <form
      noValidate
      className={aboveFooter}
      onSubmit={(event) => {
        event.preventDefault();
        saving.save();
      }}
    >
      <div className="space-y-5">
        {overwrites === null ? null : (
          <Notice
            tone="late"
            title="Saving replaces what somebody else has saved"
            action={
              <Button
                size="sm"
                onPress={() => {
                  clear();
                  setOverwrites(null);
                }}
              >
                Load theirs
              </Button>
            }
          >
            <Differences differences={overwrites} />
          </Notice>
        )}
        <NameSection draft={draft} change={change} faults={faults} />
        <MachineSection
          draft={draft}
          change={change}
          faults={faults}
          policy={guid}
          machines={machines}
          leaving={leaving}
        />
        <StorageSection
          draft={draft}
          change={change}
          faults={faults}
          options={options}
          present={[policy?.destination, policy?.secondaryDestination].filter(
            (each) => each !== null && each !== undefined,
          )}
        />
        <SchedulesSection
          draft={draft}
          change={change}
          faults={faults}
          timeZone={options.timeZone}
          foreign={policy?.schedules.filter(({ readOnly }) => readOnly).length ?? 0}
        />
        {error ? <SaveFault error={error} isNew={guid === null} /> : null}
      </div>
      <StepFooter
        isWide
        back={<LinkButton href={back}>Cancel</LinkButton>}
        note={
          count > 0 ? (
            <span className="text-fail">
              {count === 1 ? 'One field needs a look.' : `${count} fields need a look.`}
            </span>
          ) : isDirty ? (
            <span className="inline-flex flex-wrap items-center gap-x-2">
              Not saved yet
              <Button variant="quiet" size="sm" onPress={clear}>
                Discard changes
              </Button>
            </span>
          ) : null
        }
        next={
          <Button type="submit" variant="primary" isPending={saving.isPending} isDisabled={guid !== null && !isDirty}>
            {guid === null ? 'Make the policy' : 'Save the policy'}
          </Button>
        }
      />
      {leaveDialog}
      {conflict ? (
        <ConflictDialog
          differences={conflict.differences}
          onKeepMine={() => {
            rebase(policyDraftOf(conflict.theirs));
            setOverwrites(conflict.differences);
            saving.resolveConflict();
          }}
          onLoadTheirs={() => {
            clear();
            setOverwrites(null);
            saving.resolveConflict();
          }}
        />
      ) : null}
    </form>
  );
}
