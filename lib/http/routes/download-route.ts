import 'server-only';
import type * as z from 'zod';
import { currentActor } from '@/lib/auth/session';
import type { Claims } from '@/lib/auth/session';
import type { Permission } from '@/lib/contracts/me';
import type { Actor } from '@/lib/core/actor';
import { AppError, isAppError } from '@/lib/core/app-error';
import { authenticate } from '@/lib/http/request/authenticate';
import { announcedLengthHeader } from '@/lib/http/process';
import { parseParams } from '@/lib/http/request/parse-input';
import { isHeadRequest, serve } from '@/lib/http/request/serve';
import { openTenantScope, requirePermission } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import type { RouteHandler } from './declaration';

type Facts = {
  readonly fileName: string;
  /** Of the whole file; null where it is unknown before the end. */
  readonly sizeBytes: number | null;
  /** Null for files without range support. */
  readonly entityTag: string | null;
};
type File = Facts & {
  /** The part that is sent; null for the whole. */ readonly range: ByteRange | null;
  readonly stream: ReadableStream<Uint8Array>;
};

type DownloadRouteOptions<P extends z.ZodType> = {
  readonly path: string;
  readonly summary: string;
  readonly permission: Exclude<Permission, 'provider'>;
  readonly params: P;
  /** The tenant of a link that was followed without `X-Tenant`, by slug; null for the active one of the session. */
  readonly tenantOf: (actor: Actor, params: z.output<P>) => Promise<string | null>;
  /** What is known of the file before it is opened, for HEAD. Changes nothing. */
  readonly describe: (scope: TenantScope, params: z.output<P>) => Promise<Facts>;
  /**
   * `rangeOf` returns the requested part of a file, null for the whole. `stillAllowed` checks session, membership and
   * permission while bytes are sent.
   */
  readonly file: (
    scope: TenantScope,
    params: z.output<P>,
    input: {
      readonly signal: AbortSignal;
      readonly rangeOf: (file: RangedFile) => ByteRange | null;
      readonly stillAllowed: () => Promise<boolean>;
    },
  ) => Promise<File>;
};

/**
 * Creates the handler of a download in one tenant, with the steps of `tenantRoute`. Bytes are passed on as they are
 * read, never stored, compressed or shown in the browser. An interrupted body closes the connection before its end;
 * where the length is known, the client can resume.
 */
export function downloadRoute<P extends z.ZodType>({
  tenantOf,
  describe,
  file,
  ...declared
}: DownloadRouteOptions<P>): RouteHandler {
  return serve(
    { ...declared, kind: 'tenant', method: 'GET', status: 200, isStream: false, isDownload: true, isIdempotent: false },
    async (call) => {
      const { actor, claims } = await authenticate(call);
      const link = declared.params.safeParse(call.params);
      const slug = call.request.headers.get('x-tenant') ?? (link.success ? await tenantOf(actor, link.data) : null);
      const scope = openTenantScope(actor, call.requestId, slug);
      requirePermission(scope, declared.permission);
      const params = parseParams(declared.params, call.params);
      const stillAllowed = (): Promise<boolean> => isStillAllowed(claims, scope, declared.permission);
      if (isHeadRequest(call)) return new Response(null, { headers: headersOf(await describe(scope, params), null) });
      const rangeOf = (whole: RangedFile): ByteRange | null => byteRange(call.request.headers, whole);
      const { stream, range, ...facts } = await file(scope, params, {
        signal: call.request.signal,
        rangeOf,
        stillAllowed,
      });
      return new Response(stream, { status: range === null ? 200 : 206, headers: headersOf(facts, range) });
    },
  );
}

function headersOf({ fileName, sizeBytes, entityTag }: Facts, range: ByteRange | null): Record<string, string> {
  const lengthBytes = range === null ? sizeBytes : range.to - range.from + 1;
  return {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': attachment(fileName),
    'X-Content-Type-Options': 'nosniff',
    // Proxies may neither store nor change it, because they would have to hold it back for that.
    'Cache-Control': 'private, no-store, no-transform',
    'X-Accel-Buffering': 'no',
    ...(lengthBytes === null ? {} : { [announcedLengthHeader]: String(lengthBytes) }),
    ...(entityTag === null ? { 'Accept-Ranges': 'none' } : { 'Accept-Ranges': 'bytes', ETag: entityTag }),
    ...(range === null || sizeBytes === null
      ? {}
      : { 'Content-Range': `bytes ${range.from}-${range.to}/${sizeBytes}` }),
  };
}

async function isStillAllowed(claims: Claims, { tenant }: TenantScope, permission: Permission): Promise<boolean> {
  const actor = await currentActor(claims, { isUse: false });
  if (!actor) return false;
  try {
    return openTenantScope(actor, 'download', tenant.slug).permissions.has(permission);
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

/** `Content-Disposition` of a download (RFC 6266): a name in ASCII for old clients, and the real one as in RFC 5987. */
export function attachment(fileName: string): string {
  const safe = fileName.replace(/\p{C}/gu, '_').replace(/[/\\]/g, '_');
  const ascii = safe
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|["%;]/g, '_');
  const encoded = encodeURIComponent(safe).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** A byte range of a file, both ends included. */
type ByteRange = { readonly from: number; readonly to: number };
/** A file of a known length, and a tag that changes with its content. */
type RangedFile = { readonly sizeBytes: number; readonly entityTag: string };

/**
 * The part of `file` that a GET requests (RFC 9110, 14.2 and 13.1.5), or null for the whole: also when `Range` is
 * malformed or names several parts, and when `If-Range` names another version. Throws `range_not_satisfiable`.
 */
export function byteRange(headers: Headers, { sizeBytes, entityTag }: RangedFile): ByteRange | null {
  const ifRange = headers.get('if-range')?.trim() ?? null;
  const parts = /^bytes\s*=\s*(\d*)\s*-\s*(\d*)$/i.exec(headers.get('range')?.trim() ?? '');
  if (!parts || (ifRange !== null && ifRange !== entityTag)) return null;
  const [first = '', last = ''] = parts.slice(1);
  if (first === '' && last === '') return null;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  const from = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (from > to) throw new AppError('range_not_satisfiable', { headers: { 'Content-Range': `bytes */${sizeBytes}` } });
  return { from, to };
}
