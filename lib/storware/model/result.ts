import type { TextRef } from '@/lib/contracts/server-text';
import type { AppError } from '@/lib/core/app-error';

/** A parsed list: `broken` elements were dropped, counted and logged. */
export type StorwareList<T> = { items: T[]; broken: number };

/**
 * A whole list gathered over pages. When `complete` is false the list changed while it was read (or elements were
 * broken): absence from it proves nothing.
 */
export type StorwareWhole<T> = StorwareList<T> & { complete: boolean };

/** One page of a whole list; an element that came on an earlier page too is not repeated. */
export type StorwarePage<T> = StorwareList<T> & {
  /** From 0. */
  page: number;
  /** The server's total for all pages; the number so far when it gives none. */
  total: number;
  isLast: boolean;
  /** On the last page: whether the list was read completely and unchanged. Otherwise absence from it proves nothing. */
  complete: boolean;
};

/**
 * The outcome of a call that starts or changes work. - `accepted`: a 2xx, also with a body that could not be parsed;
 * then `value` has no guid. - `rejected`: the server refused it. `message` is its own text, cut to 500 characters; it
 * may name infrastructure, so it is not for tenants. - `not_sent`: certainly not executed; safe to retry. - `unknown`:
 * it may or may not have been executed. Never resend; read what happened.
 */
export type WriteOutcome<T> =
  | { kind: 'accepted'; value: T }
  | { kind: 'rejected'; status: number; message: string }
  | { kind: 'not_sent'; error: AppError }
  | { kind: 'unknown'; error: AppError };

/** Names of policies and schedules are unique over the whole server (STORWARE_API.md 14.10). `name_taken`: another one has this name, and nothing was changed. */
export type NamedOutcome<T> = WriteOutcome<T> | { kind: 'name_taken' };

/** `changed`: the object differs from what the caller expects, see its `isExpected`; nothing was sent. */
export type ChangeOutcome<T> = NamedOutcome<T> | { kind: 'changed'; current: T };

/**
 * Storware's NameAndGuid. `name` is a label, never a key; it may be composed (backups) or hold an
 * address of the infrastructure (managers), so it is not for tenants (STORWARE_API.md 2.1, 13.45).
 */
export type StorwareRef = { guid: string; name: string | null };

/**
 * An enum of Storware: the names known today, or any other of a newer server. Never `switch` over one without a default
 * (STORWARE_API.md 13.10).
 */
export type OpenEnum<Known extends string> = Known | (string & Record<never, never>);

/** Why the certificate of the server is not accepted; for the provider. */
export type CertificateFault = {
  /** Subject and issuer of the certificate; null where missing. */
  subject: string | null;
  issuer: string | null;
  validFrom: Date | null;
  validTo: Date | null;
  problem: string;
  problemRef: TextRef | null;
  remedy: string;
  remedyRef: TextRef | null;
};

/** State of the connection to Storware; safe for the provider's page: no account, no upstream text. */
export type LinkStatus = {
  reachable: boolean;
  /** Moving average over answered requests. */
  latencyMs: number | null;
  sessionSince: Date | null;
  /** Successful log-ins since the process that last called began. */
  logins: number;
  breaker: 'closed' | 'open' | 'half-open';
  /** Storware's clock minus ours, by the Date header of its answers, which has whole seconds; null before one was seen. */
  clockDifferenceMs: number | null;
  lastSuccessAt: Date | null;
  lastErrorAt: Date | null;
  lastError: string | null;
  lastErrorRef: TextRef | null;
  certificate: CertificateFault | null;
};
