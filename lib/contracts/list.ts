import * as z from 'zod';
import { fault } from './faults';
import { Guid, Instant } from './scalar';

export const defaultPageSize = 50;
export const maxPageSize = 200;

/** Query of a list: page from 1, at most 200 a page, `sort=name` or `sort=-name` with a key out of `sortKeys`. */
export function ListQuery<const K extends readonly [string, ...string[]]>(
  sortKeys: K,
  defaultSort: K[number] | `-${K[number]}`,
) {
  const allowed = sortKeys.flatMap((key) => [key, `-${key}`] as const);
  return z.object({
    page: z.coerce.number().int().min(1).max(1_000_000).default(1),
    pageSize: z.coerce.number().int().min(1).max(maxPageSize).default(defaultPageSize),
    sort: z
      .string()
      .default(defaultSort)
      .refine((value) => (allowed as readonly string[]).includes(value), {
        error: fault('oneOf', { words: allowed.join(', ') }),
      })
      .transform((value) => ({ key: value.replace(/^-/, ''), descending: value.startsWith('-') })),
    search: z.string().trim().max(200).default(''),
  });
}

/** The response of every list; `asOf` is when the portal last read it from Storware, null before the first read. */
export function ListOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    page: z.number().int(),
    pageSize: z.number().int(),
    total: z.number().int(),
    asOf: Instant.nullable(),
  });
}

/** Ids in a query: one value, several repeated ones, or a comma-separated list; empty for none. */
export const guidsOf = z
  .union([z.string(), z.array(z.string())])
  .transform((given) =>
    (Array.isArray(given) ? given : [given]).flatMap((text) => text.split(',')).filter((text) => text !== ''),
  )
  .pipe(z.array(Guid).max(1_000));

/** One value, several repeated ones, or a comma-separated list of an enumeration in a query. */
export function manyOf<const K extends readonly [string, ...string[]]>(values: K) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((given) =>
      (Array.isArray(given) ? given : [given]).flatMap((text) => text.split(',')).filter((text) => text !== ''),
    )
    .pipe(z.array(z.enum(values)));
}
