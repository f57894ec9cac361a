'use client';

import { keepPreviousData, queryOptions, skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { AssignPolicyAnswer, DeletePolicyAnswer, Policy, PolicyList, PolicyOptions } from '@/lib/contracts/policy';
import type { AssignPolicyBody, PolicyBody } from '@/lib/contracts/policy';
import { request } from './api';
import { keys } from './keys';
import type { ListParams } from './keys';
import { queryString } from './query-string';

/** One page of the policies that protect the tenant's machines; keeps showing the last page while the next one is read. */
export function policyListQuery(params: ListParams) {
  return queryOptions({
    queryKey: keys.policies.list(params),
    queryFn: ({ signal }) => request(PolicyList, `/policies${queryString({ ...params })}`, { signal }),
    placeholderData: keepPreviousData,
  });
}

export function usePolicyList(params: ListParams) {
  return useQuery(policyListQuery(params));
}

/** One policy with machines, schedules and next runs; null reads nothing. */
export function usePolicy(guid: string | null) {
  return useQuery({
    queryKey: keys.policies.detail(guid ?? ''),
    queryFn: guid === null ? skipToken : ({ signal }) => request(Policy, `/policies/${encodeURIComponent(guid)}`, { signal }),
  });
}

/** What a policy may choose from. */
export function usePolicyOptions() {
  return useQuery({ queryKey: keys.policyOptions, queryFn: ({ signal }) => request(PolicyOptions, '/policies/options', { signal }), staleTime: 60_000 });
}

export interface SavePolicy {
  /** Null makes a new one. */
  guid: string | null;
  body: PolicyBody;
}

/** Writes a policy whole, altogether or not at all; resolves to the policy as it is then. */
export function useSavePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ guid, body }: SavePolicy) => (guid === null ? request(Policy, '/policies', { method: 'POST', body }) : request(Policy, `/policies/${encodeURIComponent(guid)}`, { method: 'PUT', body })),
    onSuccess: (policy) => client.setQueryData(keys.policies.detail(policy.guid), policy),
    onSettled: () => readAgain(client),
  });
}

/** As many as fit into an address; for more the server goes by what it finds. */
const maxNamed = 150;

/** Deletes a policy, unless other machines than these would lose their protection; resolves to the machines that have none any more. */
export function useDeletePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ guid, machines }: { guid: string; machines: readonly string[] }) =>
      request(DeletePolicyAnswer, `/policies/${encodeURIComponent(guid)}${machines.length > maxNamed ? '' : `?machines=${machines.map(encodeURIComponent).join(',')}`}`, { method: 'DELETE' }),
    onSuccess: (_answer, { guid }) => {
      // Its page is still there for a moment, and would only learn that it is gone.
      void client.invalidateQueries({ queryKey: keys.policies.detail(guid), refetchType: 'none' });
      for (const queryKey of [keys.policies.lists, keys.machines.all, keys.overview]) void client.invalidateQueries({ queryKey });
    },
    onError: () => readAgain(client),
  });
}

export interface AssignPolicy {
  body: AssignPolicyBody;
  /** Told what is known while the assignment of many machines goes on. */
  onProgress: (answer: AssignPolicyAnswer) => void;
}

const askAgainMs = 1_000;
/** So often in a row it may be impossible to hear how an assignment goes. */
const patience = 10;

/** Gives machines a policy, or takes theirs; resolves to what became of each, however long that takes. */
export function useAssignPolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ body, onProgress }: AssignPolicy) => {
      let answer = await request(AssignPolicyAnswer, '/policies/assignments', { method: 'POST', body });
      for (let failures = 0; answer.state === 'RUNNING'; ) {
        onProgress(answer);
        await new Promise((resolve) => setTimeout(resolve, askAgainMs));
        try {
          answer = await request(AssignPolicyAnswer, `/policies/assignments/${answer.id}`);
          failures = 0;
        } catch (error) {
          failures += 1;
          if (failures >= patience) throw error;
        }
      }
      return answer;
    },
    onSettled: () => readAgain(client),
  });
}

function readAgain(client: QueryClient): void {
  for (const queryKey of [keys.policies.all, keys.schedules.all, keys.machines.all, keys.overview]) void client.invalidateQueries({ queryKey });
}
