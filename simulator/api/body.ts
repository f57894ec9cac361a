import * as z from 'zod';

import { badRequest } from './api-error';

/** A reference in a request: NameAndGuid, or the bare guid that old clients sent (2.1). */
export const guidField = z.union([z.string(), z.looseObject({ guid: z.string() }).transform(({ guid }) => guid)]);

/** An enum in a request: EnumNameAndDescription or the bare name (2.1). */
export const enumField = z.union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)]);

/** The body in the given shape, unknown fields allowed; 400 naming the first field that does not fit. */
export function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.map(String).join('.');
  throw badRequest(field === undefined || field === '' ? 'Request body is not valid' : `Field '${field}' is missing or not valid`);
}
