import { actionsOfGroups, auditGroups, auditOutcomes } from '@/lib/contracts/audit';
import { expectedRunStates } from '@/lib/contracts/expected-run';
import { memberSortKeys } from '@/lib/contracts/member';
import { operationKinds, operationOrigins, operationStates } from '@/lib/contracts/operation';
import { restoreStates } from '@/lib/contracts/restore';
import { Instant } from '@/lib/contracts/scalar';
import { readListOf, readPage, readSort } from './addresses';
import type {
  AuditListParams,
  ExpectedRunListParams,
  ListParams,
  OperationListParams,
  RestoreListParams,
} from './live/keys';

const operationSorts = ['requestedAt', '-requestedAt', 'machine', '-machine', 'state', '-state'] as const;
export const defaultActivitySort = '-requestedAt';

/** The query of the list of operations in an address; invalid values are omitted. */
export function readActivityAddress(params: URLSearchParams) {
  return {
    state: readListOf(params, 'state', operationStates),
    kind: readListOf(params, 'kind', operationKinds),
    origin: readListOf(params, 'origin', operationOrigins),
    machine: params.get('machine') ?? undefined,
    search: params.get('search') ?? '',
    page: readPage(params.get('page')) ?? 1,
    sort: operationSorts.find((each) => each === params.get('sort')) ?? defaultActivitySort,
  } satisfies OperationListParams;
}

export const defaultRestoreSort = '-requestedAt';

/** The query of a list of restores in an address; invalid values are omitted. */
export function readRestoreAddress(params: URLSearchParams) {
  const sort = operationSorts.find((each) => each === params.get('sort'));
  const state = readListOf(params, 'state', restoreStates);
  return {
    page: readPage(params.get('page')) ?? 1,
    pageSize: 25,
    sort: sort === defaultRestoreSort ? undefined : sort,
    state: state.length > 0 ? state : undefined,
  } satisfies RestoreListParams;
}

const policySortKeys = ['name', 'nextRunAt', 'machines'] as const;
export const defaultPolicySort = 'name';

/** The query of the list of policies in an address; invalid values are omitted. */
export function readPolicyListAddress(params: URLSearchParams): ListParams {
  return {
    page: readPage(params.get('page')),
    sort: readSort(params.get('sort'), policySortKeys, defaultPolicySort),
    search: params.get('search')?.trim().slice(0, 200) || undefined,
  };
}

/** The runs that a policy's page shows, from its address. */
export function readPolicyRunsAddress(params: URLSearchParams, policy: string): ExpectedRunListParams {
  const state = readListOf(params, 'result', expectedRunStates);
  return { policy, state: state.length > 0 ? state : undefined, page: readPage(params.get('page')), pageSize: 25 };
}

export const defaultMemberSort = 'name';

/** What the address of the list of members asks for; anything unknown is ignored. */
export function readMemberListAddress(params: URLSearchParams): ListParams {
  return {
    page: readPage(params.get('page')),
    sort: readSort(params.get('sort'), memberSortKeys, defaultMemberSort),
    search: params.get('search')?.trim().slice(0, 200) || undefined,
  };
}

/** What the address of an audit trail asks for; anything unknown is ignored. `groups` stand for their actions. */
export function readAuditAddress(params: URLSearchParams) {
  const groups = readListOf(params, 'group', auditGroups);
  const outcome = readListOf(params, 'outcome', auditOutcomes);
  const text = (name: string) => params.get(name)?.trim().slice(0, 200) || undefined;
  const moment = (name: string) => {
    const given = params.get(name);
    return given !== null && Instant.safeParse(given).success ? given : undefined;
  };
  return {
    groups,
    params: {
      page: readPage(params.get('page')),
      search: text('search'),
      actor: text('actor'),
      object: text('object'),
      action: groups.length > 0 ? actionsOfGroups(groups) : undefined,
      outcome: outcome.length > 0 ? outcome : undefined,
      from: moment('from'),
      to: moment('to'),
    } satisfies AuditListParams,
  };
}
