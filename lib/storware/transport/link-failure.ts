import 'server-only';
import { isIP } from 'node:net';
import { checkServerIdentity, connect, rootCertificates } from 'node:tls';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { CertificateFault } from '@/lib/storware/model/result';

/** Why there was no usable response. */
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

const sanitized: Record<LinkFailureKind, string> = {
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
 * A request without a usable response. `sent` is false only when the server has certainly not executed it. The message
 * is sanitized: no host, no account, no upstream text.
 */
export class LinkFailure extends Error {
  readonly kind: LinkFailureKind;
  readonly sent: boolean;
  readonly retryAfterMs: number | null;

  constructor(kind: LinkFailureKind, sent: boolean, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(sanitized[kind], { cause: options.cause });
    this.name = 'LinkFailure';
    this.kind = kind;
    this.sent = sent;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

const tlsCode = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;
const dnsCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
const timeoutCodes = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** Classifies errors of the HTTP library by their code. */
export function linkFailureOf(error: unknown, sent: boolean): LinkFailure {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (tlsCode.test(code)) return new LinkFailure('tls', sent, { cause: error });
  if (dnsCodes.has(code)) return new LinkFailure('dns', sent, { cause: error });
  if (timeoutCodes.has(code)) return new LinkFailure('timeout', sent, { cause: error });
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return new LinkFailure('too_large', sent, { cause: error });
  return new LinkFailure(sent ? 'reset' : 'connect', sent, { cause: error });
}

const waitLimitMs = 5_000;
const selfSigned = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT']);
const unknownAuthority = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
]);

/**
 * Why the certificate of the server at `origin` is not accepted, as text for the provider. Opens a connection, reads
 * the certificate, sends nothing, and closes. Null when there is no problem (any more).
 */
export async function certificateFault(
  origin: string,
  ca: string | undefined,
  now: () => number,
): Promise<CertificateFault | null> {
  const url = new URL(origin);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const seen = await shownCertificate(host, Number(url.port || 443), ca);
  if (seen === null) return null;
  if (seen === 'no tls') {
    const problem = 'The server does not speak TLS at this address.';
    return {
      subject: null,
      issuer: null,
      validFrom: null,
      validTo: null,
      problem,
      remedy: 'Set STORWARE_URL to the address of the server’s HTTPS port (usually 8181).',
    };
  }
  const { certificate, code } = seen;
  const issuer = nameOf(certificate.issuer);
  const [validFrom, validTo] = [new Date(certificate.valid_from), new Date(certificate.valid_to)];
  const faults: { problem: string; remedy: string }[] = [];
  if (selfSigned.has(code)) {
    faults.push({
      problem: 'It is signed by itself, so no CA vouches for it',
      remedy: 'Set STORWARE_CA_FILE to a PEM file of this certificate',
    });
  } else if (unknownAuthority.has(code)) {
    const but =
      ca === undefined
        ? 'this system does not know the CA that issued it'
        : 'STORWARE_CA_FILE is set, but does not hold the CA that issued it';
    faults.push({ problem: but, remedy: `Set STORWARE_CA_FILE to a PEM file of the CA ${issuer ?? 'that issued it'}` });
  }
  if (validTo.getTime() < now())
    faults.push({ problem: 'It has expired', remedy: 'Renew the certificate of the Storware server' });
  if (validFrom.getTime() > now())
    faults.push({
      problem: 'It is not valid yet',
      remedy: 'Compare the clocks of this system and the Storware server',
    });
  const named = checkServerIdentity(host, certificate) === undefined;
  if (!named)
    faults.push({
      problem: `It does not hold the name ${host} of STORWARE_URL`,
      remedy: `Set STORWARE_URL to a name that it holds (${namesOf(certificate)}), or issue one for ${host}`,
    });
  if (faults.length === 0 && code !== '')
    faults.push({ problem: `It is not accepted (${code})`, remedy: 'Replace the certificate of the Storware server' });
  if (faults.length === 0) return null;
  return {
    subject: nameOf(certificate.subject),
    issuer,
    validFrom,
    validTo,
    problem: `${capital(faults.map(({ problem }) => problem).join('; '))}.`,
    remedy: `${faults.map(({ remedy }) => remedy).join('. ')}.`,
  };
}

/** The explanation as one text for the log. */
export function describeFault({ subject, issuer, validTo, problem, remedy }: CertificateFault): string {
  const whose =
    subject === null
      ? 'The certificate of the Storware server'
      : `The certificate of the Storware server, of ${subject}, issued by ${issuer ?? 'nobody that it names'}, valid until ${validTo?.toISOString().slice(0, 10) ?? 'an unknown day'},`;
  return `${whose} is not accepted. ${problem} ${remedy}`;
}

type Shown = { certificate: PeerCertificate; code: string };

function shownCertificate(host: string, port: number, ca: string | undefined): Promise<Shown | 'no tls' | null> {
  return new Promise((resolve) => {
    const authorities = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
    // Nothing is sent over this connection: it only reads the certificate.
    const socket: TLSSocket = connect({
      host,
      port,
      ...(isIP(host) === 0 && { servername: host }),
      rejectUnauthorized: false,
      timeout: waitLimitMs,
      ...authorities,
    });
    const end = (seen: Shown | 'no tls' | null): void => {
      socket.destroy();
      resolve(seen);
    };
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate();
      const error: unknown = socket.authorizationError;
      end(
        Object.keys(certificate).length === 0
          ? null
          : {
              certificate,
              code:
                typeof error === 'string' ? error : error instanceof Error && 'code' in error ? String(error.code) : '',
            },
      );
    });
    socket.once('timeout', () => {
      end(null);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      end(error.code === 'EPROTO' || error.code?.startsWith('ERR_SSL_') === true ? 'no tls' : null);
    });
  });
}

const textOf = (value: string | string[] | undefined): string | null =>
  Array.isArray(value) ? (value[0] ?? null) : (value ?? null);

function nameOf(name: Partial<PeerCertificate['subject']> | undefined): string | null {
  return textOf(name?.CN) ?? textOf(name?.O) ?? textOf(name?.OU);
}

function namesOf({ subject, subjectaltname }: PeerCertificate): string {
  const names = (subjectaltname ?? '').split(', ').flatMap((entry) => entry.replace(/^(?:DNS|IP Address):/, '') || []);
  return names.length > 0 ? names.slice(0, 5).join(', ') : (nameOf(subject) ?? 'it names none');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
