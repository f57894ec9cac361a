'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { ErrorState } from '@/components/ui/error-state';
import { Notice } from '@/components/ui/notice';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { ThingName } from '@/components/ui/thing-name';
import { showToast } from '@/components/ui/toast-queue';
import { explainProblem } from '@/lib/client/explain-problem';
import { useAssignOwnership, useProviderTenants } from '@/lib/client/provider';
import { assignmentOf, fromTenantsText, lossText, machineCount } from './assignment';
import type { Assignment, OwnedMachineRef } from './assignment';
import { TenantPicker } from './tenant-picker';

export interface AssignDialogProps {
  machines: readonly OwnedMachineRef[];
  /** `give` asks for the tenant; `take` leaves the machines with nobody. */
  mode: 'give' | 'take';
  onClose: () => void;
  onDone: () => void;
}

/** Gives machines to a tenant or takes them away; names who loses what, and asks for that in so many words. */
export function AssignDialog({ machines, mode, onClose, onDone }: AssignDialogProps) {
  const tenants = useProviderTenants();
  const assign = useAssignOwnership();
  const [slug, setSlug] = useState<string | null>(null);
  const [agreedTo, setAgreedTo] = useState('');
  const isTake = mode === 'take';
  const tenant = tenants.data?.items.find((each) => each.slug === slug);
  const isChosen = isTake || tenant !== undefined;
  const assignment = assignmentOf(machines, isTake ? null : slug);
  const moves = assignment.fromTenants.length > 0;
  // What was agreed to is these words: another tenant or another owner meanwhile asks again.
  const question = `${slug ?? ''}: ${fromTenantsText(assignment)}`;
  const isAgreed = isTake || !moves || agreedTo === question;
  const count = assignment.machines.length;
  const only = machines.length === 1 ? machines[0] : undefined;
  const what = only ? only.name : machineCount(machines.length);

  const submit = () => {
    if (!isChosen || !isAgreed || count === 0) return;
    assign.mutate(
      { machines: assignment.machines.map(({ guid }) => guid), tenant: isTake ? null : slug },
      {
        onSuccess: ({ changed }) => {
          showToast({
            tone: 'ok',
            title: isTake
              ? `${machineCount(changed)} taken away`
              : `${machineCount(changed)} given to ${tenant?.name ?? slug ?? ''}`,
          });
          onDone();
        },
      },
    );
  };

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      role={isTake ? 'alertdialog' : 'dialog'}
      title={isTake ? `Take ${what} away` : `Give ${what} to a tenant`}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            variant={isTake ? 'danger' : 'primary'}
            onPress={submit}
            isPending={assign.isPending}
            isDisabled={!isChosen || !isAgreed || count === 0}
          >
            {isTake
              ? `Take ${machineCount(count)} away`
              : tenant
                ? `Give ${machineCount(count)} to ${tenant.name}`
                : `Give ${machineCount(machines.length)}`}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {only ? null : <MachineNames machines={machines} />}
        {isTake ? null : tenants.data ? (
          <TenantPicker tenants={tenants.data.items} value={slug} onChange={setSlug} />
        ) : tenants.isError ? (
          <ErrorState error={tenants.error} onRetry={() => void tenants.refetch()} isRetrying={tenants.isFetching} />
        ) : (
          <Loading label="Tenants are loading">
            <Skeleton className="h-32" />
          </Loading>
        )}
        {isChosen ? <Consequences assignment={assignment} isTake={isTake} tenantName={tenant?.name ?? ''} /> : null}
        {isChosen && moves && !isTake ? (
          <Checkbox
            label={`Move ${fromTenantsText(assignment)} to ${tenant?.name ?? ''}`}
            checked={isAgreed}
            onChange={(checked) => setAgreedTo(checked ? question : '')}
          />
        ) : null}
        {assign.error ? (
          <Notice tone="fail" role="alert" title="Nothing was changed">
            {explainProblem(assign.error).cause} {explainProblem(assign.error).nextStep}
          </Notice>
        ) : null}
      </div>
    </Dialog>
  );
}

function Consequences({
  assignment,
  isTake,
  tenantName,
}: {
  assignment: Assignment;
  isTake: boolean;
  tenantName: string;
}) {
  const { machines, fromTenants, unchanged } = assignment;
  if (machines.length === 0) {
    const all = unchanged === 1 ? 'This machine' : 'All of these machines';
    return (
      <Notice tone="info">
        {isTake
          ? 'Nobody owns them, so there is nothing to take away.'
          : `${all} already ${unchanged === 1 ? 'belongs' : 'belong'} to ${tenantName}.`}
      </Notice>
    );
  }
  return (
    <>
      {fromTenants.length > 0 ? (
        <Notice tone="late" title={lossText(assignment)}>
          Their recovery points and their history go out of sight with them, at once.
          {isTake ? ' What is taken away is not claimed again by its project until you give it back.' : null}
        </Notice>
      ) : null}
      {unchanged > 0 ? (
        <p className="text-ink-2">
          {isTake
            ? `${machineCount(unchanged)} without an owner: nothing changes there.`
            : `${machineCount(unchanged)} of ${tenantName} already: nothing changes there.`}
        </p>
      ) : null}
    </>
  );
}

function MachineNames({ machines }: { machines: readonly OwnedMachineRef[] }) {
  return (
    // Scrolls, so the keyboard must reach it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ul
      aria-label="Machines"
      tabIndex={0}
      className="flex max-h-24 flex-wrap gap-1 overflow-y-auto rounded-sm border border-line-strong p-2"
    >
      {machines.map((machine) => (
        <li key={machine.guid} className="max-w-full truncate rounded-xs bg-sunken px-1.5 text-xs">
          <ThingName of={machine} />
        </li>
      ))}
    </ul>
  );
}
