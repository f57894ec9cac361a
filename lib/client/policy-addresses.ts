import type { Route } from 'next';
import { queryString } from './query-string';

/** Page of one policy. */
export function policyAddress(guid: string): Route {
  return `/policies/${encodeURIComponent(guid)}` as Route;
}

/** Where a policy is changed. */
export function editPolicyAddress(guid: string): Route {
  return `/policies/${encodeURIComponent(guid)}/edit` as Route;
}

/** Where a policy is made; `copy` begins with what that one says, `machines` are in it from the start. */
export function newPolicyAddress(query: { copy?: string; machines?: readonly string[] } = {}): Route {
  return `/policies/new${queryString(query)}` as Route;
}
