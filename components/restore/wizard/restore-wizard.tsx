'use client';

import { useTranslations } from 'next-intl';
import { usePathname } from 'next/navigation';
import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { PageTitle } from '@/components/frame/page-parts';
import { isTargetComplete, planRestore } from '@/components/restore/fields/restore-request';
import type { RestorePlan } from '@/components/restore/fields/restore-request';
import { PointNotFound } from '@/components/ui/message-pages';
import { stepHeadingId, StepIndicator, takeExpectedStep } from '@/components/ui/wizard-steps';
import type { IndicatedStep } from '@/components/ui/wizard-steps';
import { Breadcrumbs, PageHeader } from '@/components/ui/page-header';
import { ErrorState } from '@/components/ui/empty-state';
import { LinkButton } from '@/components/ui/link-button';
import { BackupTypeText } from '@/components/ui/badge';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { machineAddress, restorePointAddress, restoreStepAddress, restoreSteps } from '@/lib/client/addresses';
import type { RestoreStep } from '@/lib/client/addresses';
import { useFormats } from '@/lib/client/format/formats';
import { isProblem } from '@/lib/client/http/problems';
import { useRecoveryPoint } from '@/lib/client/queries/recovery-points';
import { emptyDraft, useRestoreDraft } from '@/lib/client/drafts/restore-draft';
import type { ChangeDraft, DraftValue, RestoreDraft } from '@/lib/client/drafts/restore-draft';
import { useRestoreOptions } from '@/lib/client/queries/restores';
import { useUnsavedWork } from '@/lib/client/drafts/draft-store';
import type { RecoveryPoint, RecoveryPointDetail } from '@/lib/contracts/recovery-point';
import type { RestoreOptions } from '@/lib/contracts/restore';
import type { Ref } from '@/lib/contracts/scalar';
import type { RestoreTranslator } from '@/components/restore/fields/planned-fields';

interface RestoreWizardProps {
  point: string;
  /** The recovery point when the page was rendered; null when unknown. */
  known: RecoveryPoint | null;
  children: ReactNode;
}

/** The frame of the restore steps; provides them with the recovery point, its options and the entries. */
export function RestoreWizard({ point, known, children }: RestoreWizardProps) {
  const t = useTranslations('restore');
  const format = useFormats();
  const options = useRestoreOptions(point);
  const recoveryPoint = useRecoveryPoint(point);
  const { draft, change, clear } = useRestoreDraft(point);
  const [confirmed, setConfirmed] = useState<{ request: string; typed: Confirmations }>({ request: '', typed: {} });
  useUnsavedWork(draft !== emptyDraft);
  const pathname = usePathname();
  const current = restoreSteps.find((step) => pathname.endsWith(`/${step}`)) ?? 'target';
  useFocusOnStep(current, options.data !== undefined);

  const wizard = useMemo((): Wizard | null => {
    if (!options.data) return null;
    const plan = planRestore(options.data, draft, t);
    // A confirmation is valid for one request only: another one may delete other machines.
    const request = JSON.stringify(plan.body);
    const typed = confirmed.request === request ? confirmed.typed : {};
    return {
      point,
      options: options.data,
      recoveryPoint: recoveryPoint.data?.guid === point ? recoveryPoint.data : undefined,
      draft,
      plan,
      typed,
      confirm: ({ guid, name }, text) => setConfirmed({ request, typed: { ...typed, [guid]: { name, text } } }),
      change,
      enter: (field, value) =>
        change((before) => ({ values: { ...before.values, [field]: value }, faults: without(before.faults, field) })),
      clear,
    };
  }, [point, options.data, recoveryPoint.data, draft, confirmed, change, clear, t]);

  if (isProblem(options.error, 'not_found')) return <PointNotFound />;
  // Its files come from Storware, and the header does not wait for them.
  const pointData = recoveryPoint.data ?? known;
  const machine = options.data?.machine ?? pointData?.machine;
  const at = pointData?.startedAt ?? null;
  const title = machine ? t('titleOf', { machine: machine.name }) : t('title');
  return (
    <>
      <PageTitle title={`${t(`step.${current}`)} · ${title}`} />
      <PageHeader
        title={title}
        before={
          <Breadcrumbs
            items={[
              { label: t('machines'), href: '/machines' },
              ...(machine ? [{ label: machine.name, href: machineAddress(machine.guid) }] : []),
              { label: t('title') },
            ]}
          />
        }
        description={
          pointData ? (
            <span className="flex flex-wrap items-center gap-x-3">
              <span className="tabular-nums">
                {at === null ? t('wizard.asItWasOnUnknownDay') : t('wizard.asItWasOn', { time: format.short(at) })}
              </span>
              <BackupTypeText type={pointData.type} />
            </span>
          ) : (
            <Skeleton className="mt-1 h-4 w-56" />
          )
        }
      />
      <StepIndicator steps={stepsOf(point, machine?.guid, current, wizard, t)} />
      {wizard ? (
        <WizardProvider value={wizard}>{children}</WizardProvider>
      ) : options.error ? (
        <ErrorState
          error={options.error}
          onRetry={() => void options.refetch()}
          isRetrying={options.isFetching}
          action={
            machine ? (
              <LinkButton href={restorePointAddress(machine.guid, { point })}>
                {t('wizard.chooseAnotherPoint')}
              </LinkButton>
            ) : undefined
          }
        />
      ) : (
        <Loading label={t('wizard.loading')} className="panel max-w-3xl space-y-4 p-4">
          <Skeleton className="h-24" />
          <Skeleton className="h-4 w-32" />
          <Skeleton className="h-8" />
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-8" />
        </Loading>
      )}
    </>
  );
}

/** Moves the focus to the heading of a new step, but not when the page first loads. */
function useFocusOnStep(current: RestoreStep, isReady: boolean): void {
  const shown = useRef<RestoreStep | null>(null);
  useEffect(() => {
    if (!isReady) return;
    if (shown.current === null ? takeExpectedStep() : shown.current !== current)
      document.getElementById(stepHeadingId)?.focus();
    shown.current = current;
  }, [current, isReady]);
}

function stepsOf(
  point: string,
  machine: string | undefined,
  current: RestoreStep,
  wizard: Wizard | null,
  t: RestoreTranslator,
): IndicatedStep[] {
  const steps = stepsOfMode(wizard);
  const isDone = (step: RestoreStep) => restoreSteps.indexOf(step) < restoreSteps.indexOf(current);
  const isOpen = wizard !== null && isTargetComplete(wizard.plan);
  return [
    {
      label: t('step.point'),
      href: machine === undefined ? undefined : restorePointAddress(machine, { point }),
      state: 'done',
    },
    ...steps.map((step): IndicatedStep => ({
      label: t(`step.${step}`),
      href: step === 'target' || isDone(step) || isOpen ? restoreStepAddress(point, step) : undefined,
      state: step === current ? 'current' : isDone(step) ? 'done' : 'open',
    })),
  ];
}

/** Files written to a node have no machine to name. */
function stepsOfMode(wizard: Wizard | null): readonly RestoreStep[] {
  return wizard?.plan.mode === 'FILE_SYSTEM' ? restoreSteps.filter((step) => step !== 'name') : restoreSteps;
}

function without(faults: Readonly<Record<string, string>>, field: string): Record<string, string> {
  return Object.fromEntries(Object.entries(faults).filter(([path]) => path.split('.')[0] !== field));
}

/** The typed names that confirm deletions, by machine guid. Kept only in the page, never stored. */
export type Confirmations = Readonly<Record<string, { name: string; text: string }>>;

export interface Wizard {
  point: string;
  options: RestoreOptions;
  /** Undefined while it loads. */
  recoveryPoint: RecoveryPointDetail | undefined;
  draft: RestoreDraft;
  plan: RestorePlan;
  /** For the current request only; a changed request must be confirmed again. */
  typed: Confirmations;
  confirm: (machine: Ref, text: string) => void;
  change: ChangeDraft;
  enter: (field: string, value: DraftValue) => void;
  clear: () => void;
}

const WizardContext = createContext<Wizard | null>(null);
const WizardProvider = WizardContext.Provider;

/** The restore that is being prepared. Throws outside of the wizard. */
export function useWizard(): Wizard {
  const wizard = useContext(WizardContext);
  if (wizard === null) throw new Error('useWizard is for the steps of a restore');
  return wizard;
}
