'use client';

import { queryOptions } from '@tanstack/react-query';
import type { UseQueryOptions } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { request } from '@/lib/client/http/api';
import type { Data, Key, QueryName, Read } from './keys';
import { beginReading, endReading } from './live-cache';

type Options<N extends QueryName> = Omit<UseQueryOptions<Data<N>, Error, Data<N>, Key<N>>, 'queryKey' | 'queryFn'>;

/**
 * The options of a query, the only way to create one: events keep it up to date, and an old response never replaces
 * newer data.
 */
export function liveQuery<N extends QueryName>({ key, read }: Read<N>, options: Options<N> = {}) {
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
