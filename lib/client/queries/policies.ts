'use client';

import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { request } from '@/lib/client/http/api';
import { keyOf } from '@/lib/client/live/keys';
import type { ExpectedRunListParams, ListParams, QueryName } from '@/lib/client/live/keys';
import { liveQuery } from '@/lib/client/live/live-query';
import { useWrite } from '@/lib/client/http/write';
import { AssignPolicyAnswer, DeletePolicyAnswer, Policy } from '@/lib/contracts/policy';
import type { AssignPolicyBody, PolicyBody } from '@/lib/contracts/policy';
import { expectedRunListRead, policyListRead, policyOptionsRead, policyRead } from './reads';

/** One page of the policies that protect the tenant's machines; keeps the last page while the next one is read. */
export function usePolicyList(params: ListParams) {
  return useQuery({ ...liveQuery(policyListRead(params)), placeholderData: keepPreviousData });
}

/** One policy with machines, schedules and next runs; null reads nothing. */
export function usePolicy(guid: string | null) {
  const query = liveQuery(policyRead(guid ?? ''));
  return useQuery(guid === null ? { ...query, queryFn: skipToken } : query);
}

/** The options of a policy. */
export function usePolicyOptions() {
  return useQuery(liveQuery(policyOptionsRead(), { staleTime: 60_000 }));
}

/** The queries that are affected by writing a policy. */
const shown: readonly QueryName[] = [
  'policies',
  'policy',
  'schedule',
  'expected-runs',
  'machines',
  'machine',
  'every-machine',
  'machine-facets',
  'overview',
  'backup-options',
];

interface SavePolicy {
  /** Null creates a new one. */
  guid: string | null;
  body: PolicyBody;
}

/** Writes a policy as a whole, all or nothing; resolves to the new state of the policy. */
export function useSavePolicy() {
  return useWrite({
    answer: Policy,
    request: ({ guid, body }: SavePolicy) =>
      guid === null
        ? { method: 'POST', path: '/policies', body }
        : { method: 'PUT', path: `/policies/${encodeURIComponent(guid)}`, body },
    changes: shown,
    onAnswer: (policy, client) => client.setQueryData(keyOf('policy', { guid: policy.guid }), policy),
  });
}

/** As many as fit into an address; for more the server does not compare. */
const maxNamed = 150;

/**
 * Deletes a policy, unless machines other than these would lose their protection; resolves to the machines that have
 * none any more.
 */
export function useDeletePolicy() {
  return useWrite({
    answer: DeletePolicyAnswer,
    request: ({ guid, machines }: { guid: string; machines: readonly string[] }) => ({
      method: 'DELETE',
      path: `/policies/${encodeURIComponent(guid)}${machines.length > maxNamed ? '' : `?machines=${machines.map(encodeURIComponent).join(',')}`}`,
    }),
    // Its own page is still shown for a moment, and would only get a 404.
    changes: shown.filter((name) => name !== 'policy' && name !== 'schedule'),
    onAnswer: (_answer, client, { guid }) =>
      void client.invalidateQueries({ queryKey: keyOf('policy', { guid }), refetchType: 'none' }),
    onFailure: (_error, client, { guid }) => void client.invalidateQueries({ queryKey: keyOf('policy', { guid }) }),
  });
}

interface AssignPolicy {
  body: AssignPolicyBody;
  /** Called with the outcomes so far while the assignment of many machines runs. */
  onProgress: (answer: AssignPolicyAnswer) => void;
}

const pollMs = 1_000;
/** How many reads of an assignment's state may fail in a row. */
const waitLimit = 10;

/** Assigns a policy to machines, or removes it; resolves to the outcome of each. */
export function useAssignPolicy() {
  return useWrite({
    answer: AssignPolicyAnswer,
    request: ({ body }: AssignPolicy) => ({ method: 'POST', path: '/policies/assignments', body }),
    changes: shown,
    follow: async (begun, { onProgress }) => {
      let answer = begun;
      for (let failures = 0; answer.state === 'RUNNING';) {
        onProgress(answer);
        await new Promise((resolve) => setTimeout(resolve, pollMs));
        try {
          answer = await request(AssignPolicyAnswer, `/policies/assignments/${answer.id}`);
          failures = 0;
        } catch (error) {
          failures += 1;
          if (failures >= waitLimit) throw error;
        }
      }
      return answer;
    },
  });
}

/** One page of expected runs with their results; keeps the last page while the next one is read. */
export function useExpectedRunList(params: ExpectedRunListParams) {
  return useQuery({ ...liveQuery(expectedRunListRead(params)), placeholderData: keepPreviousData });
}
