'use client';

import { clsx } from 'clsx';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { SchedulesSection } from './schedules-section';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { aboveFooter, StepFooter } from '@/components/ui/wizard-steps';
import { policyAddress } from '@/lib/client/addresses';
import { policyDraftOf, usePolicyDraft } from '@/lib/client/drafts/policy-draft';
import type { PolicyDraft } from '@/lib/client/drafts/policy-draft';
import { useHydrated } from '@/lib/client/format/now';
import { useMachineChoices } from '@/lib/client/queries/machines';
import { useUnsavedWork } from '@/lib/client/drafts/draft-store';
import type { Policy, PolicyOptions } from '@/lib/contracts/policy';
import type { FieldFault } from '@/lib/contracts/problem';
import { MachineSection } from './machine-section';
import { NameSection, StorageSection } from './name-and-storage';
import { ConflictDialog, Differences, SaveFault, usePolicySave } from './saving';

interface PolicyEditorProps {
  /** Key of the draft: policy, person and tenant. */
  draftId: string;
  /** The initial values of the form; the same object as long as they are equal. */
  start: PolicyDraft;
  options: PolicyOptions;
  /** The policy to change; null creates a new one. */
  policy: Policy | null;
  readTheirs: (() => Promise<Policy | undefined>) | null;
}

/** The form of a policy: everything on one page, saved as a whole. */
export function PolicyEditor({ draftId, start, options, policy, readTheirs }: PolicyEditorProps) {
  const t = useTranslations('policies');
  const ui = useTranslations('ui');
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
  const isAlive = useHydrated();
  useUnsavedWork(isDirty);
  const leaveDialog = useLeaveGuard(isDirty && !saving.isPending, clear);
  const { conflict, faults, error } = saving;
  const count = Object.keys(faults).length;
  const back = guid === null ? '/policies' : policyAddress(guid);

  return (
    <form
      noValidate
      // Input before hydration would be lost.
      inert={!isAlive}
      className={clsx('flex flex-1 flex-col', aboveFooter)}
      onSubmit={(event) => {
        event.preventDefault();
        saving.save();
      }}
    >
      <div className="space-y-5">
        {overwrites === null ? null : (
          <Notice
            tone="late"
            title={t('editor.overwrites')}
            action={
              <Button
                size="sm"
                onPress={() => {
                  clear();
                  setOverwrites(null);
                }}
              >
                {t('editor.discardMine')}
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
          providerCount={policy?.schedules.filter(({ readOnly }) => readOnly).length ?? 0}
        />
        {error ? <SaveFault error={error} isNew={guid === null} /> : null}
      </div>
      <StepFooter
        isWide
        back={<LinkButton href={back}>{ui('cancel')}</LinkButton>}
        note={
          count > 0 ? (
            <span className="text-fail">{t('editor.faults', { count })}</span>
          ) : isDirty ? (
            <span className="inline-flex flex-wrap items-center gap-x-2">
              {t('editor.notSaved')}
              <Button variant="quiet" size="sm" onPress={clear}>
                {t('editor.discard')}
              </Button>
            </span>
          ) : null
        }
        next={
          <Button type="submit" variant="primary" isPending={saving.isPending} isDisabled={guid !== null && !isDirty}>
            {t(guid === null ? 'editor.create' : 'editor.save')}
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

/**
 * While `isDirty`, leaving the page by a link asks first, and so does the browser when the tab is closed. Returns the
 * dialog. The input is kept in this tab unless the person discards it.
 */
function useLeaveGuard(isDirty: boolean, discard: () => void): ReactNode {
  const t = useTranslations('policies');
  const router = useRouter();
  const [leavingTo, setLeavingTo] = useState<string | null>(null);
  useEffect(() => {
    if (!isDirty) return undefined;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      const isElsewhere = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
      if (
        !(link instanceof HTMLAnchorElement) ||
        isElsewhere ||
        link.target === '_blank' ||
        link.origin !== window.location.origin ||
        link.pathname === window.location.pathname
      )
        return;
      event.preventDefault();
      event.stopPropagation();
      setLeavingTo(`${link.pathname}${link.search}`);
    };
    window.addEventListener('beforeunload', onUnload);
    document.addEventListener('click', onClick, { capture: true });
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      document.removeEventListener('click', onClick, { capture: true });
    };
  }, [isDirty]);

  if (leavingTo === null) return null;
  const go = () => {
    setLeavingTo(null);
    router.push(leavingTo as Parameters<typeof router.push>[0]);
  };
  return (
    <Dialog
      isOpen
      size="sm"
      onOpenChange={() => setLeavingTo(null)}
      title={t('leave.title')}
      footer={
        <>
          <Button
            onPress={() => {
              discard();
              go();
            }}
          >
            {t('leave.discard')}
          </Button>
          <Button onPress={go}>{t('leave.keep')}</Button>
          <Button variant="primary" onPress={() => setLeavingTo(null)}>
            {t('leave.stay')}
          </Button>
        </>
      }
    >
      <p>{t('leave.text')}</p>
    </Dialog>
  );
}
