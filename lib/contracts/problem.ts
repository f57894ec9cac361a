import * as z from 'zod';
import { errorStatus } from './error-codes';
import type { ErrorCode } from './error-codes';

const codes = Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]];

/** One fault of an input; `path` names the field with dots, empty for the whole. */
export const FieldFault = z.object({ path: z.string(), message: z.string() });
export type FieldFault = z.infer<typeof FieldFault>;

/** RFC 9457 body of every error that the API answers. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(codes),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(FieldFault).optional(),
});
export type Problem = z.infer<typeof Problem>;
