import { AsyncLocalStorage } from 'node:async_hooks';
import { processSingleton } from './process-state';

/** Whose work is being done, for everything that tenants share. */
export type Claimant = { readonly tenant: string; readonly person: string };

type CallContext = {
  /** A HEAD request: it may look, and change or open nothing. */
  readonly isLook: boolean;
  /** A round of the sync worker, whose connections are its own. */
  readonly isRound: boolean;
  /** Filled in as soon as it is known who calls. */
  claimant: Claimant;
};

/** Work that no tenant requested: rounds of the worker, and requests before their caller is known. */
export const portalItself: Claimant = { tenant: '', person: '' };

/** The tenant of whoever has not said yet who they are; its persons are addresses. */
export const visitors = 'visitors';

const storage = () => processSingleton('call-context', () => new AsyncLocalStorage<CallContext>());

/** Runs `work`, and everything that it begins, as one call. */
export function inCall<T>(
  {
    isLook = false,
    isRound = false,
    claimant = portalItself,
  }: { isLook?: boolean; isRound?: boolean; claimant?: Claimant },
  work: () => T,
): T {
  return storage().run({ isLook, isRound, claimant }, work);
}

/** Makes what follows in the present asynchronous context a call of its own. For where there is no function to run: the HTTP server's hook. */
export function enterCall(isLook: boolean): void {
  storage().enterWith({ isLook, isRound: false, claimant: portalItself });
}

/** Tells for whom the present call is; outside a call nothing. */
export function claimFor(claimant: Claimant): void {
  const call = storage().getStore();
  if (call) call.claimant = claimant;
}

/** Whether a call is under way of which nobody has said yet for whom it is. */
export function isUnclaimed(): boolean {
  const call = storage().getStore();
  return call !== undefined && (call.claimant === portalItself || call.claimant.tenant === visitors);
}

/** For whom the present call is. */
export function currentClaimant(): Claimant {
  return storage().getStore()?.claimant ?? portalItself;
}

/** True within a round of the sync worker. */
export function isRound(): boolean {
  return storage().getStore()?.isRound ?? false;
}

/** True within a HEAD request, which changes nothing. */
export function isLookOnly(): boolean {
  return storage().getStore()?.isLook ?? false;
}
