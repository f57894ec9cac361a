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

/** How long a write with an unknown outcome keeps its key: sent again within it, it starts nothing twice. */
const sameIntentionMs = 2 * 60_000;
/** The second click of a double click may come after a quick response: for this long it counts as the same click. */
export const doubleClickMs = 600;

/** Running writes and idempotency keys of this tab, by method, address and body. */
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

/** Whether the outcome of a write is certain: then the same input again is a new intended action. */
function isCertain(error: unknown): boolean {
  return isProblem(error) && error.status >= 400 && error.status < 500;
}

/**
 * Sends a write once: a running one is joined, and one with an unknown outcome is sent again under the same key.
 * `idempotencyKey` is for an intended action that outlives the page and keeps its own.
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
  /** Queries to read again after every outcome; events cover the rest. */
  changes?: readonly QueryName[];
  /** Different writes may run at once, as with a button in each row. Otherwise the second is dropped. */
  isParallel?: boolean;
  /** Tracks work that the response has only started until it is done; the write counts as running for so long. */
  follow?: (begun: z.output<S>, variables: V) => Promise<z.output<S>>;
  onAnswer?: (answer: z.output<S>, client: QueryClient, variables: V) => void;
  onFailure?: (error: Error, client: QueryClient, variables: V) => void;
}

type Write<V, A> = Omit<UseMutationResult<A, Error, V>, 'mutate' | 'mutateAsync'> & {
  /** Sends it, unless it is running: a double click sends one, and only the first gets the outcome. */
  mutate: (variables: V, outcome?: MutateOptions<A, Error, V>) => void;
  /** Sends it, or joins the running one; rejects with `ProblemError`. */
  mutateAsync: (variables: V) => Promise<A>;
};

/**
 * The only way for a component to change something at the portal: one request for each intended action, however often
 * it is clicked or sent again.
 */
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
  // Not isPending: a second click may come before the next render.
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
