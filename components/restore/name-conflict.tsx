'use client';

import { ErrorState } from '@/components/ui/error-state';
import { Notice } from '@/components/ui/notice';
import { RadioGroup } from '@/components/ui/radio-group';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { TextField } from '@/components/ui/text-field';
import { ThingName } from '@/components/ui/thing-name';
import type { Ref } from '@/lib/contracts/scalar';
import type { PlannedField } from './planned-fields';
import type { Overwrites } from './use-overwrites';
import { useWizard } from './wizard-context';

type Answer = 'keep' | 'replace';

export interface NameConflictProps {
  overwrite: PlannedField;
  overwrites: Overwrites;
  showsFaults: boolean;
}

/** What happens to machines that have this name already; each that would be deleted is named and has to be typed. */
export function NameConflict({ overwrite, overwrites, showsFaults }: NameConflictProps) {
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
