/** Every error code that the API can answer, with its HTTP status (PORTAL_API.md, "Errors"). */
export const errorStatus = {
  malformed_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
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
