import type * as z from 'zod';
import type { Ask } from '@/lib/client/http/api';
import type { Data, Key, QueryName } from './keys';

/** Asks one thing of the portal's API, as part of a reading: the browser over the network, the server within its own process. */
export type AskApi = <S extends z.ZodType>(schema: S, path: string, ask?: Ask) => Promise<z.output<S>>;

/** What a query reads, for browser and server alike. It may ask for several things; it is then as old as its oldest part. */
export interface Read<N extends QueryName> {
  key: Key<N>;
  read: (ask: AskApi) => Promise<Data<N>>;
}

/** Names what a query of the cache reads. */
export function readOf<N extends QueryName>(key: Key<N>, read: (ask: AskApi) => Promise<Data<N>>): Read<N> {
  return { key, read };
}
