'use client';

import type { useTranslations } from 'next-intl';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import * as z from 'zod';
import { createDraftStore } from './draft-store';
import { bodyOfSchedule, faultsOfSchedule, ScheduleDraft, scheduleDraftOf } from './schedule-draft';
import { sentence } from '@/lib/client/format/server-text';
import type { WordsOfServer } from '@/lib/client/format/server-text';
import { faultsOfInput } from '@/lib/contracts/faults';
import type { FieldFault } from '@/lib/contracts/problem';
import { defaultRetention, PolicyBody, Retention } from '@/lib/contracts/policy';
import type { Policy, PolicyOptions } from '@/lib/contracts/policy';

type Words = ReturnType<typeof useTranslations<'policies'>>;

/** A policy as it stands in its form. */
export const PolicyDraft = z.object({
  /** Of the policy that the form began with; null for a new one. */
  version: z.number().nullable(),
  name: z.string(),
  active: z.boolean(),
  priority: z.number(),
  autoRemoveNonPresent: z.boolean(),
  machines: z.array(z.string()),
  /** Machines that may leave the policy that they have. */
  moves: z.array(z.string()),
  destination: z.string().nullable(),
  secondaryDestination: z.string().nullable(),
  retention: Retention,
  schedules: z.array(ScheduleDraft),
});
export type PolicyDraft = z.output<typeof PolicyDraft>;

/** The form of a new policy, with these machines in it. */
export function newPolicyDraft({ destinations, retention }: PolicyOptions, machines: readonly string[]): PolicyDraft {
  const destination = destinations.find((each) => each.default) ?? destinations[0];
  return {
    version: null,
    name: '',
    active: true,
    priority: 50,
    autoRemoveNonPresent: false,
    machines: [...machines],
    moves: [],
    destination: destination?.guid ?? null,
    secondaryDestination: null,
    retention,
    schedules: [],
  };
}

/** The form of a policy that exists. What others put into it is not part of it. */
export function policyDraftOf(policy: Policy): PolicyDraft {
  const {
    version,
    name,
    active,
    priority,
    autoRemoveNonPresent,
    machines,
    destination,
    secondaryDestination,
    retention,
    schedules,
  } = policy;
  const part = (kind: 'full' | 'incremental') => ({
    keepLast: retention[kind].keepLast ?? defaultRetention[kind].keepLast,
    keepDays: retention[kind].keepDays ?? defaultRetention[kind].keepDays,
  });
  return {
    version,
    name,
    active,
    priority,
    autoRemoveNonPresent,
    machines: machines.map(({ guid }) => guid),
    moves: [],
    destination: destination?.guid ?? null,
    secondaryDestination: secondaryDestination?.guid ?? null,
    retention: { full: part('full'), incremental: part('incremental') },
    schedules: schedules.filter(({ readOnly }) => !readOnly).map(scheduleDraftOf),
  };
}

/** A new policy that begins as another one is. Its machines stay with that one. */
export function copyOfPolicy(policy: Policy, options: PolicyOptions, t: Words): PolicyDraft {
  const usable = (guid: string | null) => (options.destinations.some((each) => each.guid === guid) ? guid : null);
  const draft = policyDraftOf(policy);
  const schedules = policy.schedules
    .map(scheduleDraftOf)
    .map((each) => ({ ...each, guid: null, key: crypto.randomUUID() }));
  const destination = usable(draft.destination) ?? newPolicyDraft(options, []).destination;
  const secondaryDestination = usable(draft.secondaryDestination);
  return {
    ...draft,
    version: null,
    // The longest word for a copy and its space fit into the 100 characters of a name.
    name: t('editor.copyName', { name: policy.name.slice(0, 92) }),
    active: true,
    machines: [],
    destination,
    secondaryDestination: secondaryDestination === destination ? null : secondaryDestination,
    schedules,
  };
}

/** What is sent for it; `machines` says which policy each machine has now. Null while something is missing. */
export function bodyOfPolicy(draft: PolicyDraft, leaving: readonly string[]): PolicyBody | null {
  if (draft.destination === null) return null;
  const {
    version,
    name,
    active,
    priority,
    autoRemoveNonPresent,
    machines,
    moves,
    destination,
    secondaryDestination,
    retention,
    schedules,
  } = draft;
  return {
    name: name.trim(),
    active,
    priority,
    machines,
    moveMachines: moves.filter((guid) => leaving.includes(guid)),
    autoRemoveNonPresent,
    destination,
    secondaryDestination,
    retention,
    schedules: schedules.map(bodyOfSchedule),
    ...(version === null ? {} : { version }),
  };
}

/** What is wrong with it, by the path in its body; empty when it may be sent. `leaving`: its machines that have another policy. */
export function faultsOfPolicy(
  draft: PolicyDraft,
  leaving: readonly string[],
  t: Words,
  wordsOfServer: WordsOfServer,
): Record<string, string> {
  const wordsOf = ({ message, messageRef }: FieldFault) => sentence(wordsOfServer(message, messageRef));
  const faults: Record<string, string> = {};
  const body = bodyOfPolicy({ ...draft, destination: draft.destination ?? 'none', schedules: [] }, leaving);
  const shape = PolicyBody.safeParse(body);
  if (!shape.success) for (const fault of faultsOfInput(shape.error)) faults[fault.path] ??= wordsOf(fault);
  if (draft.destination === null) faults['destination'] = t('fault.destinationMissing');
  else if (draft.destination === draft.secondaryDestination)
    faults['secondaryDestination'] = t('fault.destinationTwice');
  const unticked = leaving.filter((guid) => !draft.moves.includes(guid)).length;
  if (unticked > 0) faults['moveMachines'] = t('fault.moves', { count: unticked });
  const names = new Set<string>();
  for (const [index, schedule] of draft.schedules.entries()) {
    for (const fault of faultsOfSchedule(schedule))
      faults[fault.path === '' ? `schedules.${index}` : `schedules.${index}.${fault.path}`] = wordsOf(fault);
    const name = schedule.name.trim().toLowerCase();
    if (names.has(name)) faults[`schedules.${index}.name`] ??= t('fault.scheduleName');
    names.add(name);
  }
  return faults;
}

/** What was typed, and what the form began with. */
const Entry = z.object({ base: PolicyDraft, draft: PolicyDraft });
type Entry = z.output<typeof Entry>;

/** What a stored value holds; null for anything that is no draft any more. */
export function parseEntry(stored: unknown): Entry | null {
  return Entry.safeParse(stored).data ?? null;
}

const store = createDraftStore('policy', parseEntry);

export interface PolicyDraftState {
  draft: PolicyDraft;
  isDirty: boolean;
  change: (change: Partial<PolicyDraft> | ((draft: PolicyDraft) => Partial<PolicyDraft>)) => void;
  /** Goes on from another state of the policy, with what was typed. */
  rebase: (base: PolicyDraft) => void;
  /** Forgets what was typed. */
  clear: () => void;
}

/**
 * What is typed into the form of a policy. `start` is what the form shows until something is typed; `id` is of `useDraftId`.
 */
export function usePolicyDraft(id: string, start: PolicyDraft): PolicyDraftState {
  const entry = useSyncExternalStore(
    store.watch,
    () => store.read(id),
    () => null,
  );
  const change = useCallback<PolicyDraftState['change']>(
    (given) => {
      const { base, draft } = store.read(id) ?? { base: start, draft: start };
      const next = { ...draft, ...(typeof given === 'function' ? given(draft) : given) };
      store.write(id, isSame(base, next) ? null : { base, draft: next });
    },
    [id, start],
  );
  const rebase = useCallback<PolicyDraftState['rebase']>(
    (base) => {
      const before = store.read(id);
      if (!before) return;
      const present = new Set(base.schedules.map(({ guid }) => guid));
      // A schedule that is gone meanwhile is made again.
      const schedules = before.draft.schedules.map((each) => (present.has(each.guid) ? each : { ...each, guid: null }));
      store.write(id, { base, draft: { ...before.draft, version: base.version, schedules } });
    },
    [id],
  );
  const clear = useCallback(() => store.write(id, null), [id]);
  return useMemo(
    () => ({ draft: entry?.draft ?? start, isDirty: entry !== null, change, rebase, clear }),
    [entry, start, change, rebase, clear],
  );
}

function isSame(one: PolicyDraft, other: PolicyDraft): boolean {
  return JSON.stringify(one) === JSON.stringify({ ...one, ...other });
}
