'use client';

import { createContext, useContext } from 'react';
import type { ChangeDraft, DraftValue, RestoreDraft } from '@/lib/client/restore-draft';
import type { RestoreOptions } from '@/lib/contracts/restore';
import type { RecoveryPointDetail } from '@/lib/contracts/recovery-point';
import type { RestorePlan } from './restore-request';

export interface Wizard {
  point: string;
  options: RestoreOptions;
  /** Undefined while it is read. */
  recoveryPoint: RecoveryPointDetail | undefined;
  draft: RestoreDraft;
  plan: RestorePlan;
  change: ChangeDraft;
  /** Enters one field; what would be deleted has to be confirmed anew, as it may be something else now. */
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
