import type { ErrorCode, FieldFault, Problem } from '@/lib/contracts/problem';

/** Errors between the page and the portal: the portal's codes, or no usable response. */
export type FailureCode = ErrorCode | 'network' | 'unreadable_answer';

/** The page's own text of a failure where the portal gave none: a message key. */
export type OwnCause = 'noAnswer' | 'unknownOutcome' | 'unreadable' | 'noReason';

interface ProblemErrorOptions {
  code: FailureCode;
  /** HTTP status; 0 when there was no response. */
  status: number;
  detail: string;
  /** Where `detail` is the page's own: shown in the reader's language instead. */
  ownCause?: OwnCause | undefined;
  problem?: Problem | undefined;
  requestId?: string | undefined;
  retryAfterSeconds?: number | undefined;
  cause?: unknown;
}

/** A failed request; `message` is for people. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: FailureCode;
  readonly status: number;
  readonly ownCause: OwnCause | null;
  readonly problem: Problem | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(options: ProblemErrorOptions) {
    super(options.detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.status = options.status;
    this.ownCause = options.ownCause ?? null;
    this.problem = options.problem ?? null;
    this.requestId = options.requestId ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }

  /** Errors of single fields; empty when the whole was refused. */
  get fieldFaults(): readonly FieldFault[] {
    return this.problem?.errors ?? [];
  }
}

/** True for a `ProblemError` with one of these codes. */
export function isProblem(error: unknown, ...codes: readonly FailureCode[]): error is ProblemError {
  return error instanceof ProblemError && (codes.length === 0 || codes.includes(error.code));
}

/** True when the portal may have executed the request: there was no response, or none that says whether. */
export function isOutcomeUnknown(error: unknown): boolean {
  return isProblem(error, 'network', 'upstream_timeout', 'internal', 'unavailable', 'unreadable_answer');
}
