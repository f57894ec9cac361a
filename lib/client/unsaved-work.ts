'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { holdPage, isSignInAskedHere, watchSignInAsked } from './session-end';

/** While `isDirty`, a session that ends does not take what was typed with it: the person signs in again over the page. */
export function useUnsavedWork(isDirty: boolean): void {
  useEffect(() => (isDirty ? holdPage() : undefined), [isDirty]);
}

/** Whether the session has ended while something typed was not sent yet. */
export function useSignInAsked(): boolean {
  return useSyncExternalStore(watchSignInAsked, isSignInAskedHere, () => false);
}
