import 'server-only';
import type * as z from 'zod';
import { currentActor } from '@/lib/auth/session';
import type { Permission } from '@/lib/contracts/me';
import type { Actor } from '@/lib/core/actor';
import { AppError, isAppError } from '@/lib/core/app-error';
import { withinCall } from '@/lib/core/call-context';
import { log } from '@/lib/core/log';
import { authenticate } from '@/lib/http/request/authenticate';
import { parseQuery } from '@/lib/http/request/parse-input';
import { isHeadRequest, serve, takeToken } from '@/lib/http/request/serve';
import type { Call } from '@/lib/http/request/serve';
import { openProviderScope, openTenantScope, requirePermission } from '@/lib/portal/scope/tenant-scope';
import type { ProviderScope, TenantScope } from '@/lib/portal/scope/tenant-scope';
import type { RouteHandler } from './declaration';
import { attachment } from './download-route';

type ExportOptions<Q extends z.ZodType, S> = {
  readonly path: string;
  readonly summary: string;
  readonly query: Q;
  /** Name and media type of the file. */
  readonly file: (scope: S, query: z.output<Q>) => { readonly name: string; readonly type: string };
  /** Its lines, read while they are sent; what this throws before the first one is the answer. */
  readonly lines: (scope: S, query: z.output<Q>) => Promise<AsyncIterable<string>>;
};

type Access<S> = {
  readonly kind: 'tenant' | 'provider';
  readonly permission: Permission;
  readonly open: (call: Call, actor: Actor) => S;
};

/** Creates the handler of a file that is made while it is sent, in one tenant. A link may name the tenant in `tenant`. */
export function tenantExportRoute<Q extends z.ZodType>({
  permission,
  ...options
}: ExportOptions<Q, TenantScope> & { readonly permission: Exclude<Permission, 'provider'> }): RouteHandler {
  const open = ({ request, requestId }: Call, actor: Actor) => {
    const slug = request.headers.get('x-tenant') ?? new URL(request.url).searchParams.get('tenant');
    const scope = openTenantScope(actor, requestId, slug);
    takeToken('tenant', scope.tenant.id);
    requirePermission(scope, permission);
    return scope;
  };
  return exportRoute({ kind: 'tenant', permission, open }, options);
}

/** The same across tenants, for the provider. */
export function providerExportRoute<Q extends z.ZodType>(options: ExportOptions<Q, ProviderScope>): RouteHandler {
  const open = ({ requestId }: Call, actor: Actor) => openProviderScope(actor, requestId);
  return exportRoute({ kind: 'provider', permission: 'provider', open }, options);
}

function exportRoute<Q extends z.ZodType, S>(
  { kind, permission, open }: Access<S>,
  { file, lines, ...declared }: ExportOptions<Q, S>,
): RouteHandler {
  return serve(
    {
      ...declared,
      kind,
      permission,
      method: 'GET',
      status: 200,
      isStream: false,
      isDownload: true,
      isIdempotent: false,
    },
    async (call) => {
      const { actor, claims } = await authenticate(call);
      const scope = open(call, actor);
      const parsed = parseQuery(declared.query, new URL(call.request.url).searchParams);
      if ('faults' in parsed) throw new AppError('validation_failed', { errors: parsed.faults });
      const { name, type } = file(scope, parsed.value);
      const headers = {
        'Content-Type': type,
        'Content-Disposition': attachment(name),
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, no-store, no-transform',
        'X-Accel-Buffering': 'no',
      };
      if (isHeadRequest(call)) return new Response(null, { headers });
      const stillAllowed = async (): Promise<boolean> => {
        const now = await currentActor(claims, { isUse: false });
        return now !== null && isOpen(() => open(call, now));
      };
      return new Response(streamOf(await lines(scope, parsed.value), stillAllowed), { headers });
    },
  );
}

function isOpen(open: () => unknown): boolean {
  try {
    open();
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

const chunkBytes = 64 * 1024;
/** How often the reader's rights are checked while it reads. */
const recheckMs = 2_000;

/** Reads on only when the reader has taken what there was. A reader who loses the right gets no more, and sees that it was cut off. */
function streamOf(lines: AsyncIterable<string>, stillAllowed: () => Promise<boolean>): ReadableStream<Uint8Array> {
  const source = lines[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let checkedAt = Date.now();
  return new ReadableStream({
    pull: withinCall(async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      try {
        if (Date.now() - checkedAt > recheckMs) {
          if (!(await stillAllowed())) throw new AppError('forbidden');
          checkedAt = Date.now();
        }
        let text = '';
        while (text.length < chunkBytes) {
          const next = await source.next();
          if (next.done) {
            if (text !== '') controller.enqueue(encoder.encode(text));
            controller.close();
            return;
          }
          text += next.value;
        }
        controller.enqueue(encoder.encode(text));
      } catch (error) {
        if (!isAppError(error)) log.error({ err: error }, 'an export broke off');
        controller.error(error);
      }
    }),
    async cancel() {
      await source.return?.();
    },
  });
}
