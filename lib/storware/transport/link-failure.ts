import 'server-only';
import { isIP } from 'node:net';
import { checkServerIdentity, connect, rootCertificates } from 'node:tls';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { ServerText } from '@/lib/contracts/server-text';
import { asField, listed, say } from '@/lib/core/say';
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

/** What the provider reads of it: no host, no account, no upstream text. */
export function failureText(kind: LinkFailureKind): ServerText {
  return say(`link.failure.${kind}`);
}

/**
 * A request without a usable response. `sent` is false only when the server has certainly not executed it. The message
 * is sanitized: no host, no account, no upstream text.
 */
export class LinkFailure extends Error {
  readonly kind: LinkFailureKind;
  readonly sent: boolean;
  readonly retryAfterMs: number | null;

  constructor(kind: LinkFailureKind, sent: boolean, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(failureText(kind).text, { cause: options.cause });
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
    return {
      subject: null,
      issuer: null,
      validFrom: null,
      validTo: null,
      ...asField('problem', say('link.certificate.noTls')),
      ...asField('remedy', say('link.certificate.noTlsRemedy')),
    };
  }
  const { certificate, code } = seen;
  const issuer = nameOf(certificate.issuer);
  const [validFrom, validTo] = [new Date(certificate.valid_from), new Date(certificate.valid_to)];
  const faults: { problem: ServerText; remedy: ServerText }[] = [];
  if (selfSigned.has(code)) {
    faults.push({ problem: say('link.certificate.selfSigned'), remedy: say('link.certificate.selfSignedRemedy') });
  } else if (unknownAuthority.has(code)) {
    faults.push({
      problem: say(ca === undefined ? 'link.certificate.unknownCa' : 'link.certificate.otherCa'),
      remedy:
        issuer === null ? say('link.certificate.caRemedyUnnamed') : say('link.certificate.caRemedy', { ca: issuer }),
    });
  }
  if (validTo.getTime() < now())
    faults.push({ problem: say('link.certificate.expired'), remedy: say('link.certificate.expiredRemedy') });
  if (validFrom.getTime() > now())
    faults.push({ problem: say('link.certificate.notYet'), remedy: say('link.certificate.notYetRemedy') });
  if (checkServerIdentity(host, certificate) !== undefined)
    faults.push({
      problem: say('link.certificate.otherName', { host }),
      remedy: say('link.certificate.otherNameRemedy', {
        host,
        names: namesOf(certificate) ?? say('link.certificate.noNames').ref,
      }),
    });
  if (faults.length === 0 && code !== '')
    faults.push({ problem: say('link.certificate.refused', { code }), remedy: say('link.certificate.refusedRemedy') });
  if (faults.length === 0) return null;
  return {
    subject: nameOf(certificate.subject),
    issuer,
    validFrom,
    validTo,
    ...asField(
      'problem',
      say('link.certificate.problem', {
        faults: listed(
          faults.map(({ problem }) => problem),
          'semicolon',
        ),
      }),
    ),
    ...asField('remedy', say('link.certificate.remedy', { remedies: faults.map(({ remedy }) => remedy.ref) })),
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

function namesOf({ subject, subjectaltname }: PeerCertificate): string | null {
  const names = (subjectaltname ?? '').split(', ').flatMap((entry) => entry.replace(/^(?:DNS|IP Address):/, '') || []);
  return names.length > 0 ? names.slice(0, 5).join(', ') : nameOf(subject);
}
