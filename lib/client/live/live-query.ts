'use client';

import { queryOptions } from '@tanstack/react-query';
import type { UseQueryOptions } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type * as z from 'zod';
import { request } from '@/lib/client/http/api';
import type { Ask } from '@/lib/client/http/api';
import type { Data, Key, QueryName } from './keys';
import { beginReading, endReading } from './live-cache';

type Options<N extends QueryName> = Omit<UseQueryOptions<Data<N>, Error, Data<N>, Key<N>>, 'queryKey' | 'queryFn'>;

/** Asks one thing of the portal's API, as part of a reading. */
type AskApi = <S extends z.ZodType>(schema: S, path: string, ask?: Ask) => Promise<z.output<S>>;

/**
 * The options of a query, the only way to make one: the event table keeps it fresh, and its answer never turns time back.
 * `read` may ask for several things; the reading is then as old as its oldest part.
 */
export function liveQuery<N extends QueryName>(
  key: Key<N>,
  read: (ask: AskApi) => Promise<Data<N>>,
  options: Options<N> = {},
) {
  return queryOptions<Data<N>, Error, Data<N>, Key<N>>({
    ...options,
    queryKey: key,
    // eslint-disable-next-line no-restricted-syntax -- here it is made
    queryFn: async ({ client, signal }) => {
      const reading = beginReading(client);
      let parts = 0;
      const data = await read((schema, path, ask) =>
        request(schema, path, {
          ...ask,
          signal,
          onAnswer: ({ shows }) => {
            reading.seq =
              shows === null || (parts > 0 && reading.seq === null) ? null : Math.min(shows, reading.seq ?? shows);
            parts += 1;
          },
        }),
      );
      return endReading(client, key, reading, data);
    },
  });
}

/** The text once it has not changed for `pauseMs`; an empty one at once. */
export function useSettled(text: string, pauseMs: number): string {
  const [settled, setSettled] = useState(text);
  if (text === '' && settled !== '') setSettled('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text, pauseMs]);
  return settled;
}
