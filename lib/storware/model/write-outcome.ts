import type { AppError } from '@/lib/core/app-error';

/**
 * What became of a call that starts or changes work.
 * - `accepted`: a 2xx. A body that nobody understood still counts; then `value` has no guid.
 * - `rejected`: the server read it and refused it. `message` is its own text, cut to 500 characters; it may
 *   name infrastructure, so it is for the log and for translation, not for a tenant.
 * - `not_sent`: certainly not executed; safe to ask again.
 * - `unknown`: it may or may not have been executed. Never resend: find out.
 */
export type WriteOutcome<T> =
  | { kind: 'accepted'; value: T }
  | { kind: 'rejected'; status: number; message: string }
  | { kind: 'not_sent'; error: AppError }
  | { kind: 'unknown'; error: AppError };

/** Names of policies and schedules are unique over the whole server (STORWARE_API.md 14.10). `name_taken`: another one has this name, and nothing was changed. */
export type NamedOutcome<T> = WriteOutcome<T> | { kind: 'name_taken' };

/** `changed`: it is not (any more) what the caller expects, see its `isExpected`; nothing was sent. */
export type ChangeOutcome<T> = NamedOutcome<T> | { kind: 'changed'; current: T };
