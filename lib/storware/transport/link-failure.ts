/** Why no usable answer came. */
export type LinkFailureKind =
  | 'connect'
  | 'dns'
  | 'tls'
  | 'reset'
  | 'timeout'
  | 'too_large'
  | 'aborted'
  | 'queue'
  | 'share'
  | 'breaker'
  | 'unavailable'
  | 'login_refused'
  | 'login_paused'
  | 'session_refused';

const curated: Record<LinkFailureKind, string> = {
  connect: 'Storware did not accept the connection',
  dns: "Storware's name could not be resolved",
  tls: "Storware's certificate was not accepted",
  reset: 'Storware closed the connection before it answered',
  timeout: 'Storware did not answer in time',
  too_large: 'Storware sent an answer that is too large',
  aborted: 'The request was given up by its caller',
  queue: 'Too many requests to Storware are waiting',
  share: 'Too many requests of one tenant or person to Storware are under way',
  breaker: 'Storware has been unreachable; it is asked again shortly',
  unavailable: 'Storware answered that it is unavailable',
  login_refused: "Storware refused the portal's account",
  login_paused: "Storware refused the portal's account; it is tried again shortly",
  session_refused: 'Storware refused a session that it had just opened',
};

/**
 * One request that got no usable answer. `sent` is false only when it is certain that the server has
 * not executed it. The message is curated: no host, no account, no upstream text.
 */
export class LinkFailure extends Error {
  readonly kind: LinkFailureKind;
  readonly sent: boolean;
  readonly retryAfterMs: number | null;

  constructor(kind: LinkFailureKind, sent: boolean, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(curated[kind], { cause: options.cause });
    this.name = 'LinkFailure';
    this.kind = kind;
    this.sent = sent;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

const tlsCode = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;
const dnsCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
const timeoutCodes = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** Sorts what the HTTP library reports by its error code. */
export function linkFailureOf(error: unknown, sent: boolean): LinkFailure {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (tlsCode.test(code)) return new LinkFailure('tls', sent, { cause: error });
  if (dnsCodes.has(code)) return new LinkFailure('dns', sent, { cause: error });
  if (timeoutCodes.has(code)) return new LinkFailure('timeout', sent, { cause: error });
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return new LinkFailure('too_large', sent, { cause: error });
  return new LinkFailure(sent ? 'reset' : 'connect', sent, { cause: error });
}
