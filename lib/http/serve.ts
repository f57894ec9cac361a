import 'server-only';
import { addressBlock } from '@/lib/auth/address-block';
import type { Actor } from '@/lib/core/actor';
import { isAppError } from '@/lib/core/app-error';
import { inCall, visitors } from '@/lib/core/call-context';
import { log } from '@/lib/core/log';
import { metrics } from '@/lib/core/metrics';
import { codeOf, problemResponse } from './problem';
import { remoteAddress } from './remote-address';
import { requestIdHeader, requestIdOf } from './request-id';
import { declareRoute } from './route-declaration';
import type { RouteDeclaration, RouteHandler } from './route-declaration';
import { takeToken } from './token-bucket';

/** One request on its way through a factory. `actor` is filled in by the step that finds out, for the log. */
export type Call = {
  readonly request: Request;
  readonly params: Record<string, string | string[] | undefined>;
  readonly requestId: string;
  readonly address: string;
  readonly declaration: RouteDeclaration;
  actor: Actor | null;
};

/**
 * The frame of every handler: request id, limit by address, one log line, metrics, and problem+json for whatever is
 * thrown. A raw throw would be an empty 500 to the caller. HEAD is answered as GET would be, without its body and
 * without what reading it would open or change.
 */
export function serve(declaration: RouteDeclaration, answer: (call: Call) => Promise<Response>): RouteHandler {
  const handler: RouteHandler = async (request, context) => {
    const startedAt = performance.now();
    const requestId = requestIdOf(request.headers);
    const address = remoteAddress(request.headers);
    const call: Call = { request, params: await context.params, requestId, address, declaration, actor: null };
    let response: Response;
    try {
      takeToken('address', addressBlock(address));
      response = await inCall(
        { isLook: isLook(call), claimant: { tenant: visitors, person: addressBlock(address) } },
        () => answer(call),
      );
      response.headers.set(requestIdHeader, requestId);
    } catch (error) {
      logFailure(call, error);
      response = problemResponse(error, requestId);
    }
    note(call, response.status, performance.now() - startedAt);
    return isLook(call) ? headOf(response) : response;
  };
  return declareRoute(handler, declaration);
}

/** A HEAD request, which Next hands to the handler of GET. */
export function isLook({ request }: Call): boolean {
  return request.method === 'HEAD';
}

/** An answer without its body, which nobody will read: whatever it would be made of is let go. */
function headOf(response: Response): Response {
  void response.body?.cancel().catch(() => undefined);
  return new Response(null, { status: response.status, headers: response.headers });
}

function logFailure({ declaration, requestId, actor }: Call, error: unknown): void {
  const code = codeOf(error);
  const line = {
    code,
    requestId,
    route: declaration.path,
    method: declaration.method,
    userId: actor?.userId,
    ...(isAppError(error) ? { meta: error.meta } : {}),
  };
  switch (code) {
    case 'internal':
    case 'unavailable':
    case 'upstream_contract':
    case 'upstream_unavailable':
      log.error({ ...line, err: error }, 'request failed');
      return;
    case 'not_found':
    case 'forbidden':
    case 'rate_limited':
    case 'upstream_rejected':
      log.warn(line, 'request refused');
      return;
    default:
      log.info(line, 'request refused');
  }
}

/** The one log line of a request: no query, no body, and the template of its path instead of its ids. */
function note({ request, declaration, requestId, actor }: Call, status: number, ms: number): void {
  const { path: route } = declaration;
  const method = request.method === 'HEAD' ? 'HEAD' : declaration.method;
  log.info({ method, route, status, ms: Math.round(ms * 10) / 10, requestId, userId: actor?.userId }, 'request');
  if (!declaration.isStream || method === 'HEAD')
    metrics().requestSeconds.observe({ method, route, status: String(status) }, ms / 1000);
}
