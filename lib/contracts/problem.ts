import * as z from 'zod';
import { TextRef } from './server-text';

/** Every error code of the API with its HTTP status (PORTAL_API.md, "Errors"). */
export const errorStatus = {
  malformed_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  proof_required: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  last_admin: 409,
  payload_too_large: 413,
  range_not_satisfiable: 416,
  validation_failed: 422,
  upstream_rejected: 422,
  rate_limited: 429,
  internal: 500,
  upstream_contract: 502,
  unavailable: 503,
  upstream_unavailable: 503,
  upstream_timeout: 504,
} as const;

export type ErrorCode = keyof typeof errorStatus;

const codes = Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]];

/** One validation error of an input; `path` names the field with dots, empty for the whole input. */
export const FieldFault = z.object({ path: z.string(), message: z.string(), messageRef: TextRef.optional() });
export type FieldFault = z.infer<typeof FieldFault>;

/** RFC 9457 body of every error response of the API. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(codes),
  detail: z.string(),
  detailRef: TextRef.optional(),
  requestId: z.string(),
  errors: z.array(FieldFault).optional(),
});
export type Problem = z.infer<typeof Problem>;
