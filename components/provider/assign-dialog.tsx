'use client';

import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { ErrorState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { TextField } from '@/components/ui/text-field';
import { ThingName } from '@/components/ui/thing-name';
import { showToast } from '@/components/ui/toast';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useAssignOwnership, useProviderTenants } from '@/lib/client/queries/provider';
import type { ProviderTenant } from '@/lib/contracts/provider';
import { assignmentOf, fromTenantsText, lossText, machineCount } from './assignment';
import type { Assignment, OwnedMachineRef } from './assignment';

export interface AssignDialogProps {
  machines: readonly OwnedMachineRef[];
  /** `give` asks for the tenant; `take` leaves the machines with nobody. */
  mode: 'give' | 'take';
  onClose: () => void;
  onDone: () => void;
}

/** Gives machines to a tenant or takes them away; names who loses what, and asks for that in so many words. */
export function AssignDialog({ machines, mode, onClose, onDone }: AssignDialogProps) {
  const explainProblem = useExplainProblem();
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
    <ul
      aria-label="Machines"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
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

interface TenantPickerProps {
  tenants: readonly ProviderTenant[];
  value: string | null;
  onChange: (slug: string) => void;
}

/** One tenant out of many: type to narrow, arrows to choose. The chosen one stays in sight while it does not match. */
function TenantPicker({ tenants, value, onChange }: TenantPickerProps) {
  const id = useId();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const matches = tenants.filter(
    ({ slug, name }) => slug === value || `${name} ${slug}`.toLowerCase().includes(wanted),
  );
  return (
    <div>
      <TextField
        label="Tenant"
        placeholder="Find by name"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          const only = matches.length === 1 ? matches[0] : undefined;
          if (event.key !== 'Enter' || !only) return;
          event.preventDefault();
          onChange(only.slug);
        }}
        description={wanted !== '' && matches.length === 1 ? 'Enter takes the only one that is left.' : undefined}
      />
      <fieldset className="mt-2">
        <legend className="sr-only">Tenant</legend>
        <div className="max-h-56 divide-y divide-line overflow-y-auto rounded-sm border border-line-strong">
          {matches.map(({ slug, name, machines, members }) => (
            <label
              key={slug}
              className="flex min-h-10 cursor-pointer items-center gap-2.5 px-3 py-1.5 hover:bg-hover has-checked:bg-accent-soft has-focus-visible:bg-hover"
            >
              <input
                type="radio"
                name={id}
                value={slug}
                checked={slug === value}
                onChange={() => onChange(slug)}
                className="size-4 shrink-0 appearance-none rounded-full border border-control bg-surface checked:border-5 checked:border-accent"
              />
              <span className="min-w-0 flex-1 truncate">
                {name} <span className="text-ink-3">{slug}</span>
              </span>
              <span className="shrink-0 text-xs text-ink-3 tabular-nums">
                {machineCount(machines)}, {members} {members === 1 ? 'member' : 'members'}
              </span>
            </label>
          ))}
          {matches.length === 0 ? <p className="px-3 py-2 text-ink-2">No tenant has this name.</p> : null}
        </div>
      </fieldset>
    </div>
  );
}
