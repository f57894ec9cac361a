'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { MutateOptions, QueryClient, UseMutationResult } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import type * as z from 'zod';
import type { QueryName } from '@/lib/client/live/keys';
import { readWritten } from '@/lib/client/live/live-cache';
// eslint-disable-next-line no-restricted-syntax -- the one place that sends
import { sendWrite } from './api';
import type { WriteRequest } from './api';
import { isProblem } from './problems';

/** An intended action whose outcome is unknown is the same one for this long: sent again within it, it starts nothing twice. */
const sameIntentionMs = 2 * 60_000;
/** The second click of a double click may come after a quick answer: for this long it is still the same click. */
export const doubleClickMs = 600;

/** Writes under way and keys of intentions of this tab, by method, address and body. */
const underWay = new Map<string, Promise<unknown>>();
const keys = new Map<string, { key: string; at: number }>();

function keyOfIntention(text: string): string {
  const known = keys.get(text);
  // eslint-disable-next-line no-restricted-syntax -- a span of this browser's own time
  const now = Date.now();
  const key = known && now - known.at < sameIntentionMs ? known.key : crypto.randomUUID();
  keys.set(text, { key, at: now });
  return key;
}

/** Whether it is certain what became of a write: then asking for the same again is a new intended action. */
function isCertain(error: unknown): boolean {
  return isProblem(error) && error.status >= 400 && error.status < 500;
}

/**
 * Sends a write once: the same one that is already under way is joined, and one whose outcome is not known is sent again under
 * the same key. `idempotencyKey` is for an intended action that outlives the page and keeps its own.
 */
async function sendOnce<S extends z.ZodType>(
  schema: S,
  request: WriteRequest,
  idempotencyKey: string | undefined,
): Promise<z.output<S>> {
  const text = JSON.stringify([request.method, request.path, request.body ?? null, idempotencyKey ?? null]);
  const joined = underWay.get(text) as Promise<z.output<S>> | undefined;
  if (joined) return joined;
  const sent = sendWrite(schema, request, idempotencyKey ?? keyOfIntention(text));
  underWay.set(text, sent);
  try {
    const answer = await sent;
    keys.delete(text);
    return answer;
  } catch (error) {
    if (isCertain(error)) keys.delete(text);
    throw error;
  } finally {
    underWay.delete(text);
  }
}

interface WriteOptions<V, S extends z.ZodType> {
  answer: S;
  request: (variables: V) => WriteRequest & { idempotencyKey?: string };
  /** Queries to read again afterwards, whatever the outcome was; events cover the rest. */
  changes?: readonly QueryName[];
  /** Writes of different things may be under way at once, as with a button in each row. Else the second waits for nothing: it is dropped. */
  isParallel?: boolean;
  /** Follows work that the answer only says has begun, until it is done; the write is under way for so long. */
  follow?: (begun: z.output<S>, variables: V) => Promise<z.output<S>>;
  onAnswer?: (answer: z.output<S>, client: QueryClient, variables: V) => void;
  onFailure?: (error: Error, client: QueryClient, variables: V) => void;
}

type Write<V, A> = Omit<UseMutationResult<A, Error, V>, 'mutate' | 'mutateAsync'> & {
  /** Sends it, unless it is under way: a double click sends one, and only the first gets the outcome. */
  mutate: (variables: V, outcome?: MutateOptions<A, Error, V>) => void;
  /** Sends it, or joins what is under way; rejects with `ProblemError`. */
  mutateAsync: (variables: V) => Promise<A>;
};

/** The only way for a component to change something at the portal: one intended action is one request, however often it is clicked or sent again. */
export function useWrite<V, S extends z.ZodType>(options: WriteOptions<V, S>): Write<V, z.output<S>> {
  const { answer: schema, request, changes = [], isParallel = false, follow, onAnswer, onFailure } = options;
  const client = useQueryClient();
  // eslint-disable-next-line no-restricted-syntax -- the one hook that writes
  const mutation = useMutation<z.output<S>, Error, V>({
    mutationFn: async (variables) => {
      const { idempotencyKey, ...wanted } = request(variables);
      const answer = await sendOnce(schema, wanted, idempotencyKey);
      return follow ? follow(answer, variables) : answer;
    },
    onSuccess: (answer, variables) => onAnswer?.(answer, client, variables),
    onError: (error, variables) => onFailure?.(error, client, variables),
    onSettled: () => readWritten(client, changes),
  });
  // Not isPending: a second click may come before anything has rendered.
  const running = useRef(new Map<string, Promise<z.output<S>>>());
  const { mutateAsync: start } = mutation;
  const enter = useCallback(
    (variables: V, outcome?: MutateOptions<z.output<S>, Error, V>) => {
      const key = isParallel ? JSON.stringify(variables) : '';
      const before = running.current.get(key);
      if (before) return before;
      const sent = outcome ? start(variables, outcome) : start(variables);
      running.current.set(key, sent);
      const leave = () => running.current.delete(key);
      sent.then(() => setTimeout(leave, doubleClickMs), leave);
      return sent;
    },
    [isParallel, start],
  );
  const mutate = useCallback(
    (variables: V, outcome?: MutateOptions<z.output<S>, Error, V>) =>
      void enter(variables, outcome).catch(() => undefined),
    [enter],
  );
  const mutateAsync = useCallback((variables: V) => enter(variables), [enter]);
  return { ...mutation, mutate, mutateAsync };
}
