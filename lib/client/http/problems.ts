import type { ErrorCode, FieldFault, Problem } from '@/lib/contracts/problem';

/** What can go wrong between the page and the portal: its own codes, or no usable answer at all. */
type FailureCode = ErrorCode | 'network' | 'unreadable_answer';

interface ProblemErrorOptions {
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

interface Explanation {
  title: string;
  cause: string;
  /** Who has to act. */
  owner: 'You' | 'Your provider' | 'The portal';
  nextStep: string;
  requestId: string | null;
  /** True when trying again may help. */
  canRetry: boolean;
}

const known: Record<FailureCode, Omit<Explanation, 'requestId' | 'cause'>> = {
  malformed_request: {
    title: 'The portal did not understand the request',
    owner: 'The portal',
    nextStep: 'Reload the page and try again.',
    canRetry: false,
  },
  unauthenticated: { title: 'Your session has ended', owner: 'You', nextStep: 'Sign in again.', canRetry: false },
  forbidden: {
    title: 'Your role does not allow this',
    owner: 'You',
    nextStep: 'Ask an administrator of your organisation.',
    canRetry: false,
  },
  not_found: {
    title: 'There is no such object',
    owner: 'You',
    nextStep: 'Check the address, or look for it in the list.',
    canRetry: false,
  },
  method_not_allowed: {
    title: 'The portal did not understand the request',
    owner: 'The portal',
    nextStep: 'Reload the page and try again.',
    canRetry: false,
  },
  conflict: {
    title: 'This clashes with the present state',
    owner: 'You',
    nextStep: 'See what is already under way, then decide.',
    canRetry: false,
  },
  payload_too_large: {
    title: 'That is too much at once',
    owner: 'You',
    nextStep: 'Choose fewer and try again.',
    canRetry: false,
  },
  range_not_satisfiable: {
    title: 'The file has changed',
    owner: 'You',
    nextStep: 'Download it again from its beginning.',
    canRetry: false,
  },
  validation_failed: {
    title: 'Something in the input does not fit',
    owner: 'You',
    nextStep: 'Correct it and try again.',
    canRetry: false,
  },
  upstream_rejected: {
    title: 'The backup system refused this',
    owner: 'Your provider',
    nextStep: 'Change the request, or ask your provider.',
    canRetry: false,
  },
  rate_limited: { title: 'Too many requests', owner: 'You', nextStep: 'Wait a moment and try again.', canRetry: true },
  internal: {
    title: 'The portal failed',
    owner: 'The portal',
    nextStep: 'Try again. If it stays, give your provider the request id.',
    canRetry: true,
  },
  unavailable: {
    title: 'The portal is busy',
    owner: 'The portal',
    nextStep: 'Try again in a moment; nothing is done twice.',
    canRetry: true,
  },
  upstream_contract: {
    title: 'The backup system answered unexpectedly',
    owner: 'Your provider',
    nextStep: 'Try again later. If it stays, give your provider the request id.',
    canRetry: true,
  },
  upstream_unavailable: {
    title: 'The backup system can’t be reached',
    owner: 'Your provider',
    nextStep: 'Try again in a few minutes.',
    canRetry: true,
  },
  upstream_timeout: {
    title: 'The backup system took too long',
    owner: 'Your provider',
    nextStep: 'Try again.',
    canRetry: true,
  },
  network: {
    title: 'No connection to the portal',
    owner: 'You',
    nextStep: 'Check your network; the page goes on by itself when it is back.',
    canRetry: true,
  },
  unreadable_answer: {
    title: 'This page is out of step with the portal',
    owner: 'The portal',
    nextStep: 'Reload the page.',
    canRetry: true,
  },
};

/** Cause, owner and next step of any error, in a person's words. */
export function explainProblem(error: unknown): Explanation {
  if (!isProblem(error))
    return { ...known.internal, cause: 'Something unexpected happened on this page.', requestId: null };
  const wait =
    error.retryAfterSeconds !== null && error.retryAfterSeconds > 0
      ? `Try again in ${error.retryAfterSeconds} s.`
      : null;
  const base = known[error.code];
  return {
    ...base,
    cause: error.message,
    nextStep: error.code === 'rate_limited' && wait ? wait : base.nextStep,
    requestId: error.requestId,
  };
}
