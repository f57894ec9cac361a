import { AsyncLocalStorage } from 'node:async_hooks';
import { processSingleton } from './process-state';

/** Who a piece of work is for, used by everything that tenants share. */
export type Claimant = { readonly tenant: string; readonly person: string };

/** Where a request came from, for the audit trail. */
export type RequestOrigin = { readonly address: string; readonly requestId: string };
/** On what right the caller acts: as a person in a tenant, with an API token, or as the provider. */
export type ActingAs = 'USER' | 'TOKEN' | 'PROVIDER';

type CallContext = {
  /** A HEAD request: it may read, but change or open nothing. */
  readonly isReadOnly: boolean;
  /** A round of the sync worker, which has its own connections. */
  readonly isRound: boolean;
  /** Null for what no request asked for. */
  readonly origin: RequestOrigin | null;
  /** Set as soon as the caller is known. */
  claimant: Claimant;
  actingAs: ActingAs;
};

/** Work that no tenant requested: rounds of the worker, and requests before their caller is known. */
export const portalItself: Claimant = { tenant: '', person: '' };

/** The tenant of callers that are not signed in; their addresses stand for persons. */
export const visitors = 'visitors';

const storage = () => processSingleton('call-context', () => new AsyncLocalStorage<CallContext>());

/** Runs `work`, and everything that it starts, as one call. */
export function inCall<T>(
  {
    isReadOnly: isReadOnly = false,
    isRound = false,
    origin = null,
    claimant = portalItself,
  }: { isReadOnly?: boolean; isRound?: boolean; origin?: RequestOrigin | null; claimant?: Claimant },
  work: () => T,
): T {
  return storage().run({ isReadOnly, isRound, origin, claimant, actingAs: 'USER' }, work);
}

/**
 * Makes the rest of the present asynchronous context a call of its own, for the HTTP server's hook, which has no
 * function to run.
 */
export function enterCall(isReadOnly: boolean): void {
  storage().enterWith({ isReadOnly, isRound: false, origin: null, claimant: portalItself, actingAs: 'USER' });
}

/** The function as a part of the present call, whoever calls it later. */
export function withinCall<A extends unknown[], R>(work: (...args: A) => R): (...args: A) => R {
  return AsyncLocalStorage.bind(work);
}

/** Sets who the present call is for; does nothing outside a call. */
export function claimFor(claimant: Claimant): void {
  const call = storage().getStore();
  if (call) call.claimant = claimant;
}

/** Sets on what right the caller of the present call acts; does nothing outside a call. */
export function actAs(actingAs: ActingAs): void {
  const call = storage().getStore();
  if (call) call.actingAs = actingAs;
}

/** On what right the caller of the present call acts. */
export function currentlyActingAs(): ActingAs {
  return storage().getStore()?.actingAs ?? 'USER';
}

/** The request that the present call answers; null in a round of the worker and on the command line. */
export function requestOrigin(): RequestOrigin | null {
  return storage().getStore()?.origin ?? null;
}

/** Whether there is a present call whose caller is not known yet. */
export function isUnclaimed(): boolean {
  const call = storage().getStore();
  return call !== undefined && (call.claimant === portalItself || call.claimant.tenant === visitors);
}

/** Who the present call is for. */
export function currentClaimant(): Claimant {
  return storage().getStore()?.claimant ?? portalItself;
}

/** True within a round of the sync worker. */
export function isRound(): boolean {
  return storage().getStore()?.isRound ?? false;
}

/** True within a HEAD request, which changes nothing. */
export function isReadOnlyCall(): boolean {
  return storage().getStore()?.isReadOnly ?? false;
}
