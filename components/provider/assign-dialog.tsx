'use client';

import { useTranslations } from 'next-intl';
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
import { useFormats } from '@/lib/client/format/formats';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { useAssignOwnership, useProviderTenants } from '@/lib/client/queries/provider';
import type { ProviderTenant } from '@/lib/contracts/tenant';
import { assignmentOf, fromTenantsText, lossText } from './assignment';
import type { Assignment, OwnedMachineRef } from './assignment';

export interface AssignDialogProps {
  machines: readonly OwnedMachineRef[];
  /** `assign` asks for the tenant; `unassign` leaves the machines without an owner. */
  mode: 'assign' | 'unassign';
  onClose: () => void;
  onDone: () => void;
}

/** Assigns machines to a tenant or unassigns them; names who loses what, and asks for that in so many words. */
export function AssignDialog({ machines, mode, onClose, onDone }: AssignDialogProps) {
  const explainProblem = useExplainProblem();
  const t = useTranslations('provider');
  const ui = useTranslations('ui');
  const { language } = useFormats();
  const tenants = useProviderTenants();
  const assign = useAssignOwnership();
  const [slug, setSlug] = useState<string | null>(null);
  const [agreedTo, setAgreedTo] = useState('');
  const isTake = mode === 'unassign';
  const tenant = tenants.data?.items.find((each) => each.slug === slug);
  const isChosen = isTake || tenant !== undefined;
  const assignment = assignmentOf(machines, isTake ? null : slug, language);
  const moves = assignment.fromTenants.length > 0;
  // What was agreed to is these words: another tenant or another owner meanwhile asks again.
  const question = `${slug ?? ''}: ${fromTenantsText(assignment, t)}`;
  const isAgreed = isTake || !moves || agreedTo === question;
  const count = assignment.machines.length;
  const only = machines.length === 1 ? machines[0] : undefined;
  const what = only ? only.name : t('machines.count', { count: machines.length });

  const submit = () => {
    if (!isChosen || !isAgreed || count === 0) return;
    assign.mutate(
      { machines: assignment.machines.map(({ guid }) => guid), tenant: isTake ? null : slug },
      {
        onSuccess: ({ changed }) => {
          showToast({
            tone: 'ok',
            title: isTake
              ? t('dialog.unassigned', { count: changed })
              : t('dialog.assigned', { count: changed, tenant: tenant?.name ?? slug ?? '' }),
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
      title={t(isTake ? 'dialog.unassignTitle' : 'dialog.assignTitle', { what })}
      footer={
        <>
          <Button onPress={onClose}>{ui('cancel')}</Button>
          <Button
            variant={isTake ? 'danger' : 'primary'}
            onPress={submit}
            isPending={assign.isPending}
            isDisabled={!isChosen || !isAgreed || count === 0}
          >
            {isTake
              ? t('dialog.unassign', { count })
              : tenant
                ? t('dialog.assignTo', { count, tenant: tenant.name })
                : t('dialog.assign', { count: machines.length })}
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
          <Loading label={t('dialog.tenantsLoading')}>
            <Skeleton className="h-32" />
          </Loading>
        )}
        {isChosen ? <Consequences assignment={assignment} isTake={isTake} tenantName={tenant?.name ?? ''} /> : null}
        {isChosen && moves && !isTake ? (
          <Checkbox
            label={t('dialog.move', { from: fromTenantsText(assignment, t), tenant: tenant?.name ?? '' })}
            checked={isAgreed}
            onChange={(checked) => setAgreedTo(checked ? question : '')}
          />
        ) : null}
        {assign.error ? (
          <Notice tone="fail" role="alert" title={t('dialog.failed')}>
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
  const t = useTranslations('provider');
  const { machines, fromTenants, unchanged } = assignment;
  if (machines.length === 0) {
    return (
      <Notice tone="info">
        {isTake ? t('dialog.nothingToUnassign') : t('dialog.alreadyThere', { count: unchanged, tenant: tenantName })}
      </Notice>
    );
  }
  return (
    <>
      {fromTenants.length > 0 ? (
        <Notice tone="late" title={lossText(assignment, t)}>
          {t(isTake ? 'dialog.lossTextUnassign' : 'dialog.lossText')}
        </Notice>
      ) : null}
      {unchanged > 0 ? (
        <p className="text-ink-2">
          {isTake
            ? t('dialog.unchangedUnowned', { count: unchanged })
            : t('dialog.unchangedOwned', { count: unchanged, tenant: tenantName })}
        </p>
      ) : null}
    </>
  );
}

function MachineNames({ machines }: { machines: readonly OwnedMachineRef[] }) {
  const t = useTranslations('provider');
  return (
    // Scrolls, so the keyboard must reach it.
    <ul
      aria-label={t('dialog.machines')}
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
  const t = useTranslations('provider');
  const id = useId();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const matches = tenants.filter(
    ({ slug, name }) => slug === value || `${name} ${slug}`.toLowerCase().includes(wanted),
  );
  return (
    <div>
      <TextField
        label={t('dialog.tenant')}
        placeholder={t('dialog.find')}
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
        description={wanted !== '' && matches.length === 1 ? t('dialog.enterTakes') : undefined}
      />
      <fieldset className="mt-2">
        <legend className="sr-only">{t('dialog.tenant')}</legend>
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
                {t('dialog.tenantCounts', { machines, members })}
              </span>
            </label>
          ))}
          {matches.length === 0 ? <p className="px-3 py-2 text-ink-2">{t('dialog.noTenant')}</p> : null}
        </div>
      </fieldset>
    </div>
  );
}
