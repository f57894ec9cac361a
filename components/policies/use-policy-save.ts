'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { focusFirstFault } from '@/components/restore/focus-fault';
import { showToast } from '@/components/ui/toast-queue';
import { useSavePolicy } from '@/lib/client/policies';
import { policyAddress } from '@/lib/client/policy-addresses';
import { bodyOfPolicy, faultsOfPolicy } from '@/lib/client/policy-draft';
import type { PolicyDraft } from '@/lib/client/policy-draft';
import type { PolicyDraftState } from '@/lib/client/policy-draft-store';
import { isProblem } from '@/lib/client/problem-error';
import type { FieldFault } from '@/lib/contracts/problem';
import type { Policy } from '@/lib/contracts/policy';
import type { Faults } from './fault-words';

export interface PolicySaveOptions {
  /** Null makes a new one. */
  guid: string | null;
  state: PolicyDraftState;
  /** Chosen machines that have another policy. */
  leaving: readonly string[];
  /** Reads the policy as it is now. */
  readTheirs: (() => Promise<Policy | undefined>) | null;
}

export interface PolicySave {
  save: () => void;
  isPending: boolean;
  error: unknown;
  /** What is wrong, by path; empty until saving was tried. */
  faults: Faults;
  /** Somebody else has saved meanwhile: what differs from theirs. */
  conflict: { differences: readonly FieldFault[]; theirs: Policy } | null;
  resolveConflict: () => void;
}

/** From the button to what came of it: faults at their fields, a conflict with its difference, or the policy's page. */
export function usePolicySave({ guid, state, leaving, readTheirs }: PolicySaveOptions): PolicySave {
  const router = useRouter();
  const mutation = useSavePolicy();
  const [isTried, setTried] = useState(false);
  // What the portal found wrong counts for the draft that it was sent.
  const [refused, setRefused] = useState<{ draft: PolicyDraft; faults: Faults } | null>(null);
  const [conflict, setConflict] = useState<PolicySave['conflict']>(null);
  const own = faultsOfPolicy(state.draft, leaving);
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
    setRefused({ draft, faults: Object.fromEntries(error.fieldFaults.map(({ path, message }) => [path, message])) });
    focusFirstFault();
  };

  const save = () => {
    setTried(true);
    const { draft } = state;
    const body = Object.keys(own).length === 0 ? bodyOfPolicy(draft, leaving) : null;
    if (!body) {
      focusFirstFault();
      return;
    }
    if (mutation.isSuccess) return;
    mutation.mutate(
      { guid, body },
      {
        onSuccess: (policy) => {
          state.clear();
          showToast({ tone: 'ok', title: guid === null ? `${policy.name} is made` : `${policy.name} is saved` });
          router.push(policyAddress(policy.guid));
        },
        onError: (error) => void fail(error, draft),
      },
    );
  };
  return {
    save,
    // Until the next page is there, this one must not send again.
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
