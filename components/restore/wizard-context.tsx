'use client';

import { createContext, useContext } from 'react';
import type { ChangeDraft, DraftValue, RestoreDraft } from '@/lib/client/restore-draft';
import type { RestoreOptions } from '@/lib/contracts/restore';
import type { RecoveryPointDetail } from '@/lib/contracts/recovery-point';
import type { Ref } from '@/lib/contracts/scalar';
import type { RestorePlan } from './restore-request';

/** What was typed to confirm each machine that would be deleted, by its guid. Lives as long as the page: a confirmation is never kept. */
export type Confirmations = Readonly<Record<string, { name: string; text: string }>>;

export interface Wizard {
  point: string;
  options: RestoreOptions;
  /** Undefined while it is read. */
  recoveryPoint: RecoveryPointDetail | undefined;
  draft: RestoreDraft;
  plan: RestorePlan;
  /** For this very request; another one has to be confirmed anew. */
  typed: Confirmations;
  confirm: (machine: Ref, text: string) => void;
  change: ChangeDraft;
  enter: (field: string, value: DraftValue) => void;
  clear: () => void;
}

const WizardContext = createContext<Wizard | null>(null);
export const WizardProvider = WizardContext.Provider;

/** The restore that is being put together. Throws outside of the wizard. */
export function useWizard(): Wizard {
  const wizard = useContext(WizardContext);
  if (wizard === null) throw new Error('useWizard is for the steps of a restore');
  return wizard;
}
