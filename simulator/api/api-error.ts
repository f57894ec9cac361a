/** An answer that is not 2xx; the message is what a client may show (2.5). */
export class ApiError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 500,
    message: string,
  ) {
    super(message);
  }
}

/** 400: the request makes no sense. */
export function badRequest(message: string): ApiError {
  return new ApiError(400, message);
}

/** 404: no such object. */
export function notFound(what: string): ApiError {
  return new ApiError(404, `${what} not found`);
}

/** The object, or 404. */
export function found<T>(object: T | undefined, what: string): T {
  if (object === undefined) throw notFound(what);
  return object;
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  500: 'Internal Server Error',
};

/** The body of section 2.5; `nested` gives the form of the vendor's older clients. */
export function errorBody(status: number, message: string, nested: boolean): unknown {
  return nested ? { error: { message } } : { message, error: REASONS[status] ?? 'Error', status };
}
