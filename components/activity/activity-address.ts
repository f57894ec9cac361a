import { readListOf, readPage } from '@/lib/client/addresses';
import type { OperationListParams } from '@/lib/client/live/keys';
import { operationKinds, operationOrigins, operationStates } from '@/lib/contracts/operation';

const sorts = ['requestedAt', '-requestedAt', 'machine', '-machine', 'state', '-state'] as const;
export const defaultActivitySort = '-requestedAt';

/** What the address of the list of operations asks for; what nobody could mean is left out. */
export function readActivityAddress(params: URLSearchParams) {
  return {
    state: readListOf(params, 'state', operationStates),
    kind: readListOf(params, 'kind', operationKinds),
    origin: readListOf(params, 'origin', operationOrigins),
    machine: params.get('machine') ?? undefined,
    search: params.get('search') ?? '',
    page: readPage(params.get('page')) ?? 1,
    sort: sorts.find((each) => each === params.get('sort')) ?? defaultActivitySort,
  } satisfies OperationListParams;
}
