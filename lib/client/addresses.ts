import type { Route } from 'next';

/**
 * Page of one machine; `point` opens one of its recovery points, `tab` its planned backups, `backup` the backup dialog.
 */
export function machineAddress(guid: string, query: { point?: string; tab?: 'planned'; backup?: 'now' } = {}): Route {
  return `/machines/${encodeURIComponent(guid)}${queryString(query)}` as Route;
}

/** The documentation of the API. */
export function apiDocsAddress(): Route {
  return '/api/docs';
}

/** That of one route of it. */
export function apiOperationAddress(operationId: string): Route {
  return `/api/docs/${encodeURIComponent(operationId)}` as Route;
}

/** How to use the API from a script. */
export function automateAddress(): Route {
  return '/api/docs/automate';
}

/** The list of machines, filtered. */
export function machineListAddress(filters: Readonly<Record<string, string | readonly string[]>>): Route {
  return `/machines${queryString(filters)}` as Route;
}

/** The list of operations, filtered. */
export function activityAddress(filters: Readonly<Record<string, string | readonly string[]>>): Route {
  return `/activity${queryString(filters)}` as Route;
}

/** Details of one operation, over the list of all operations. */
export function operationAddress(id: string): Route {
  return activityAddress({ operation: id });
}

/** The list of mounts; `operation` shows a mount in preparation on top until it can be opened. */
export function mountListAddress(query: { operation?: string } = {}): Route {
  return `/mounts${queryString(query)}` as Route;
}

/** Page of one mount: its files, or its targets. */
export function mountAddress(guid: string): Route {
  return `/mounts/${encodeURIComponent(guid)}` as Route;
}

/** Where a recovery point is mounted. */
export function newMountAddress(point: string): Route {
  return `/mounts/new${queryString({ point })}` as Route;
}

/** Page of one policy. */
export function policyAddress(guid: string): Route {
  return `/policies/${encodeURIComponent(guid)}` as Route;
}

/** Where a policy is changed. */
export function editPolicyAddress(guid: string): Route {
  return `/policies/${encodeURIComponent(guid)}/edit` as Route;
}

/** Where a policy is created; `copy` starts as a copy of that one, `machines` are preselected. */
export function newPolicyAddress(query: { copy?: string; machines?: readonly string[] } = {}): Route {
  return `/policies/new${queryString(query)}` as Route;
}

/** Page of one tenant, for the provider. */
export function tenantAddress(slug: string): Route {
  return `/provider/tenants/${encodeURIComponent(slug)}` as Route;
}

/** The provider's list of machines: those of one tenant. */
export function ownedMachinesAddress(owner: string): Route {
  return `/provider/machines${queryString({ owner })}` as Route;
}

/** Steps of a restore that have an address below its recovery point. */
export const restoreSteps = ['target', 'name', 'check'] as const;
export type RestoreStep = (typeof restoreSteps)[number];

/** Where the recovery point of a machine is chosen; `point` is preselected. */
export function restorePointAddress(machine: string, query: { point?: string } = {}): Route {
  return `/machines/${encodeURIComponent(machine)}/restore${queryString(query)}` as Route;
}

/** A later step of the restore of a recovery point. */
export function restoreStepAddress(point: string, step: RestoreStep): Route {
  return `/restore/${encodeURIComponent(point)}/${step}` as Route;
}

/** The restores of a machine, or of the whole tenant. */
export function restoreHistoryAddress(machine?: string): Route {
  return (machine === undefined ? '/activity/restores' : `/machines/${encodeURIComponent(machine)}/restores`) as Route;
}

/** Values of a list in an address that are among `allowed`; a made-up one is ignored. */
export function readListOf<const V extends string>(params: URLSearchParams, name: string, allowed: readonly V[]): V[] {
  const given = new Set((params.get(name) ?? '').split(','));
  return allowed.filter((value) => given.has(value));
}

type QueryValue = string | number | boolean | readonly string[] | null | undefined;

/** `?a=1&b=x,y`, or nothing; omits empty values, joins lists with commas, keeps the given order. */
export function queryString(params: Readonly<Record<string, QueryValue>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    const text = Array.isArray(value) ? value.join(',') : value === null || value === undefined ? '' : String(value);
    if (text !== '') query.set(name, text);
  }
  // A comma needs no escape in a query, and people read addresses.
  return query.size === 0 ? '' : `?${query.toString().replaceAll('%2C', ',')}`;
}

/** The page number in an address; undefined for the first page and for an invalid number. */
export function readPage(text: string | null): number | undefined {
  const page = /^\d{1,6}$/.test(text ?? '') ? Number(text) : 1;
  return page > 1 ? page : undefined;
}

/** The sort order in an address, `key` or `-key`; undefined for the default one and for an unknown key. */
export function readSort(text: string | null, keys: readonly string[], usual: string): string | undefined {
  return text !== null && text !== usual && keys.includes(text.replace(/^-/, '')) ? text : undefined;
}
