'use client';

import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { RequestFailure } from '@/components/ui/empty-state';
import { focusFirstError } from '@/components/ui/field';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { showToast } from '@/components/ui/toast';
import { sentence, useServerText } from '@/lib/client/format/server-text';
import { useExplainProblem } from '@/lib/client/http/explain-problem';
import { isOutcomeUnknown, isProblem } from '@/lib/client/http/problems';
import { useSavePolicy } from '@/lib/client/queries/policies';
import { policyAddress } from '@/lib/client/addresses';
import { bodyOfPolicy, faultsOfPolicy } from '@/lib/client/drafts/policy-draft';
import type { PolicyDraft, PolicyDraftState } from '@/lib/client/drafts/policy-draft';
import type { PolicyTranslator } from '@/lib/client/drafts/schedule-draft';
import type { Policy } from '@/lib/contracts/policy';
import type { FieldFault } from '@/lib/contracts/problem';

interface PolicySaveOptions {
  /** Null creates a new one. */
  guid: string | null;
  state: PolicyDraftState;
  /** Chosen machines that have another policy. */
  leaving: readonly string[];
  /** Reads the present policy. */
  readTheirs: (() => Promise<Policy | undefined>) | null;
}

interface PolicySave {
  save: () => void;
  isPending: boolean;
  error: unknown;
  /** The errors by path; empty until saving was tried. */
  faults: Faults;
  /** Somebody else has saved meanwhile: the differences. */
  conflict: { differences: readonly FieldFault[]; theirs: Policy } | null;
  resolveConflict: () => void;
}

/** From the button to the result: errors at their fields, a conflict with its differences, or the policy's page. */
export function usePolicySave({ guid, state, leaving, readTheirs }: PolicySaveOptions): PolicySave {
  const t = useTranslations('policies');
  const wordsOfServer = useServerText();
  const router = useRouter();
  const mutation = useSavePolicy();
  const [isTried, setTried] = useState(false);
  // Errors from the portal belong to the draft that was sent.
  const [refused, setRefused] = useState<{ draft: PolicyDraft; faults: Faults } | null>(null);
  const [conflict, setConflict] = useState<PolicySave['conflict']>(null);
  const own = faultsOfPolicy(state.draft, leaving, t, wordsOfServer);
  const faults = isTried ? { ...(refused?.draft === state.draft ? refused.faults : {}), ...own } : {};

  const fail = async (error: unknown, draft: PolicyDraft) => {
    if (!isProblem(error)) return;
    if (error.code === 'conflict' && readTheirs && draft.version !== null) {
      const theirs = await readTheirs();
      if (theirs && theirs.version !== draft.version) {
        setConflict({ differences: error.fieldFaults, theirs });
        return;
      }
    }
    if (error.fieldFaults.length === 0) return;
    const refusals = error.fieldFaults.map(
      ({ path, message, messageRef }) => [path, wordsOfServer(message, messageRef)] as const,
    );
    setRefused({ draft, faults: Object.fromEntries(refusals) });
    focusFirstError();
  };

  const save = () => {
    setTried(true);
    const { draft } = state;
    const body = Object.keys(own).length === 0 ? bodyOfPolicy(draft, leaving) : null;
    if (!body) {
      focusFirstError();
      return;
    }
    if (mutation.isSuccess) return;
    mutation.mutate(
      { guid, body },
      {
        onSuccess: (policy) => {
          state.clear();
          showToast({ tone: 'ok', title: t(guid === null ? 'editor.created' : 'editor.saved', { name: policy.name }) });
          router.push(policyAddress(policy.guid));
        },
        onError: (error) => void fail(error, draft),
      },
    );
  };
  return {
    save,
    // Until the next page is shown, this one must not send again.
    isPending: mutation.isPending || mutation.isSuccess,
    error: conflict === null && !mutation.isSuccess ? mutation.error : null,
    faults,
    conflict,
    resolveConflict: () => {
      setConflict(null);
      mutation.reset();
    },
  };
}

/** Why a policy was not saved, and whether something was changed. */
export function SaveFault({ error, isNew }: { error: unknown; isNew: boolean }) {
  const t = useTranslations('policies');
  const wordsOfServer = useServerText();
  const { cause, nextStep } = useExplainProblem()(error);
  if (isOutcomeUnknown(error)) {
    return (
      <RequestFailure error={error} title={t('noAnswer')}>
        {t(isNew ? 'saveFault.maybeCreated' : 'saveFault.maybeSaved')}
      </RequestFailure>
    );
  }
  const faults = isProblem(error) ? error.fieldFaults : [];
  const isOfFields = faults.length > 0 || isProblem(error, 'conflict');
  return (
    <RequestFailure error={error} title={t('saveFault.nothingChanged')}>
      {isProblem(error, 'upstream_unavailable')
        ? t('saveFault.unreachable')
        : isProblem(error, 'not_found')
          ? t('saveFault.gone')
          : isOfFields
            ? t('saveFault.stillHere', { cause })
            : t('saveFault.next', { cause, nextStep })}
      {isProblem(error, 'validation_failed')
        ? faults
            .filter(({ path }) => path === '')
            .map(({ message, messageRef }) => (
              <span key={message} className="block">
                {sentence(wordsOfServer(message, messageRef))}
              </span>
            ))
        : null}
    </RequestFailure>
  );
}

/** Errors of a form by path; the texts of the API as sentences. */
export type Faults = Readonly<Record<string, string>>;

/** The error of a field, or of anything below it such as `daysOfWeek.2`. */
export function faultAt(faults: Faults, path: string): string | undefined {
  const key = path in faults ? path : Object.keys(faults).find((each) => each.startsWith(`${path}.`));
  const message = key === undefined ? undefined : faults[key];
  return message === undefined ? undefined : sentence(message);
}

interface ConflictDialogProps {
  differences: readonly FieldFault[];
  onKeepMine: () => void;
  onLoadTheirs: () => void;
}

/** Somebody else has saved the policy meanwhile: the differences, and the choice between the versions. */
export function ConflictDialog({ differences, onKeepMine, onLoadTheirs }: ConflictDialogProps) {
  const t = useTranslations('policies');
  return (
    <Dialog
      isOpen
      role="alertdialog"
      isDismissable={false}
      onOpenChange={onKeepMine}
      title={t('conflict.title')}
      description={t('conflict.description')}
      footer={
        <>
          <Button onPress={onLoadTheirs}>{t('editor.discardMine')}</Button>
          <Button variant="primary" onPress={onKeepMine}>
            {t('conflict.keepMine')}
          </Button>
        </>
      }
    >
      <Differences differences={differences} />
      <p className="mt-3 text-xs text-ink-2">{t('conflict.text')}</p>
    </Dialog>
  );
}

/** The differences field by field. */
export function Differences({ differences }: { differences: readonly FieldFault[] }) {
  const t = useTranslations('policies');
  const wordsOfServer = useServerText();
  if (differences.length === 0) return <p>{t('conflict.same')}</p>;
  return (
    <ul aria-label={t('conflict.differences')} className="divide-y divide-line rounded-sm border border-line-strong">
      {differences.map(({ path, message, messageRef }) => (
        <li key={`${path}${message}`} className="px-3 py-2">
          <span className="block text-xs text-ink-3">{fieldWords(path, t)}</span>
          {sentence(wordsOfServer(message, messageRef))}
        </li>
      ))}
    </ul>
  );
}

const fields = {
  name: 'name',
  active: 'active',
  priority: 'priority',
  autoRemoveNonPresent: 'autoRemoveNonPresent',
  destination: 'destination',
  secondaryDestination: 'secondaryDestination',
  machines: 'machines',
  'retention.full.keepLast': 'fullKeepLast',
  'retention.full.keepDays': 'fullKeepDays',
  'retention.incremental.keepLast': 'incrementalKeepLast',
  'retention.incremental.keepDays': 'incrementalKeepDays',
} as const;

function fieldWords(path: string, t: PolicyTranslator): string {
  if (path in fields) return t(`conflict.field.${fields[path as keyof typeof fields]}`);
  return path.startsWith('schedules') ? t('conflict.field.schedules') : path;
}
