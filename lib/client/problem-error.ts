import type { ErrorCode } from '@/lib/contracts/error-codes';
import type { FieldFault, Problem } from '@/lib/contracts/problem';

/** What can go wrong between the page and the portal: its own codes, or no usable answer at all. */
export type FailureCode = ErrorCode | 'network' | 'unreadable_answer';

export interface ProblemErrorOptions {
  code: FailureCode;
  /** HTTP status; 0 when there was no answer. */
  status: number;
  detail: string;
  problem?: Problem | undefined;
  requestId?: string | undefined;
  retryAfterSeconds?: number | undefined;
  cause?: unknown;
}

/** A request that was not answered as hoped; `message` is for people. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: FailureCode;
  readonly status: number;
  readonly problem: Problem | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(options: ProblemErrorOptions) {
    super(options.detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.status = options.status;
    this.problem = options.problem ?? null;
    this.requestId = options.requestId ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }

  /** Faults of single fields; empty when the whole was refused. */
  get fieldFaults(): readonly FieldFault[] {
    return this.problem?.errors ?? [];
  }
}

/** True for an error of ours with one of these codes. */
export function isProblem(error: unknown, ...codes: readonly FailureCode[]): error is ProblemError {
  return error instanceof ProblemError && (codes.length === 0 || codes.includes(error.code));
}
