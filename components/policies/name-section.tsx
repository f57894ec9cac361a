'use client';

import { NumberField } from '@/components/ui/number-field';
import { Section } from '@/components/ui/section';
import { Switch } from '@/components/ui/switch';
import { TextField } from '@/components/ui/text-field';
import type { PolicyDraft } from '@/lib/client/policy-draft';
import type { PolicyDraftState } from '@/lib/client/policy-draft-store';
import type { Faults } from './fault-words';
import { faultAt } from './fault-words';

export interface NameSectionProps {
  draft: PolicyDraft;
  change: PolicyDraftState['change'];
  faults: Faults;
}

/** What a policy is called, whether it is on, and what goes first when there is much to do. */
export function NameSection({ draft, change, faults }: NameSectionProps) {
  return (
    <Section title="Name and priority">
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_auto]">
        <TextField
          label="Name"
          value={draft.name}
          maxLength={100}
          autoComplete="off"
          placeholder="Such as Web servers, nightly"
          error={faultAt(faults, 'name')}
          onChange={(event) => change({ name: event.target.value })}
        />
        <NumberField
          label="Priority"
          min={0}
          max={100}
          value={draft.priority}
          onChange={(priority) => change(Number.isFinite(priority) ? { priority } : {})}
          error={faultAt(faults, 'priority')}
          description="0 to 100; more goes first"
        />
        <Switch
          className="sm:col-span-2"
          label="The policy is on"
          description={draft.active ? undefined : 'It is kept, but nothing runs by it.'}
          checked={draft.active}
          onChange={(active) => change({ active })}
        />
      </div>
    </Section>
  );
}
