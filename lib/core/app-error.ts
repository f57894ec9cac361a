import { errorStatus } from '@/lib/contracts/problem';
import type { ErrorCode, FieldFault } from '@/lib/contracts/problem';
import type { ServerText, TextRef } from '@/lib/contracts/server-text';

type AppErrorOptions = {
  /** Text for a tenant, made by `say`. */
  detail?: ServerText | undefined;
  cause?: unknown;
  /** For the log only. */
  meta?: Record<string, unknown> | undefined;
  retryAfterSeconds?: number | undefined;
  errors?: readonly FieldFault[] | undefined;
  /** Headers of the response: `Allow`, `Content-Range`. */
  headers?: Readonly<Record<string, string>> | undefined;
};

/** The one error class of use cases; `lib/http` turns it into problem+json. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly detailRef: TextRef | undefined;
  readonly meta: Record<string, unknown> | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly errors: readonly FieldFault[] | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const { detail } = options;
    super(detail?.text ?? code, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = detail?.text;
    this.detailRef = detail?.ref;
    this.meta = options.meta;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.errors = options.errors;
    this.headers = options.headers;
  }
}

/**
 * Next loads a module several times in one process, so `instanceof` can miss an AppError of another instance: compare
 * its name and code.
 */
export function isAppError(error: unknown): error is AppError {
  return (
    error instanceof Error &&
    error.name === 'AppError' &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code in errorStatus
  );
}

/** An error whose message is a complete sentence for the terminal: what is wrong and what to do. */
export class OperatorFault extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'OperatorFault';
  }
}
