import 'server-only';
import type * as z from 'zod';
import type { Permission } from '@/lib/contracts/me';
import { currentActor } from '@/lib/auth/current-actor';
import type { SessionClaims } from '@/lib/auth/session-cookie';
import type { Actor } from '@/lib/core/actor';
import { isAppError } from '@/lib/core/app-error';
import { openTenantScope, requirePermission } from '@/lib/portal/scope/tenant-scope';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { announcedLengthHeader } from './announced-length';
import { attachment } from './attachment';
import { authenticate } from './authenticate';
import { byteRange } from './byte-range';
import type { ByteRange, RangedFile } from './byte-range';
import { parseParams } from './parse-input';
import type { RouteHandler } from './route-declaration';
import { isLook, serve } from './serve';

type Facts = {
  readonly fileName: string;
  /** Of the whole file; null where only its end tells. */
  readonly sizeBytes: number | null;
  /** Null for what can't be asked for in parts. */
  readonly entityTag: string | null;
};
type File = Facts & {
  /** The part that follows; null for the whole. */ readonly range: ByteRange | null;
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
  readonly look: (scope: TenantScope, params: z.output<P>) => Promise<Facts>;
  /**
   * `rangeOf` tells which part of a file is asked for, null for the whole. `stillAllowed` tells, while bytes flow, whether
   * session, membership and permission are still there.
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
 * Makes the handler of a download in one tenant, with the steps of `tenantRoute`. The bytes are passed on as they are
 * read, never stored, compressed or shown in the browser. A body that breaks off closes the connection before its end;
 * where the length is known, the client can go on from there.
 */
export function downloadRoute<P extends z.ZodType>({
  tenantOf,
  look,
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
      if (isLook(call)) return new Response(null, { headers: headersOf(await look(scope, params), null) });
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
    // Whatever stands between may neither keep nor change it: it would have to be held back for that.
    'Cache-Control': 'private, no-store, no-transform',
    'X-Accel-Buffering': 'no',
    ...(lengthBytes === null ? {} : { [announcedLengthHeader]: String(lengthBytes) }),
    ...(entityTag === null ? { 'Accept-Ranges': 'none' } : { 'Accept-Ranges': 'bytes', ETag: entityTag }),
    ...(range === null || sizeBytes === null
      ? {}
      : { 'Content-Range': `bytes ${range.from}-${range.to}/${sizeBytes}` }),
  };
}

async function isStillAllowed(
  claims: SessionClaims,
  { tenant }: TenantScope,
  permission: Permission,
): Promise<boolean> {
  const actor = await currentActor(claims, { isUse: false });
  if (!actor) return false;
  try {
    return openTenantScope(actor, 'download', tenant.slug).permissions.has(permission);
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}
