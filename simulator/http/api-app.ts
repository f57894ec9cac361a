import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { matchedRoutes } from 'hono/route';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Handler } from '@/simulator/api/call';
import { ApiError, callOf, errorBody } from '@/simulator/api/call';
import { allRoutes } from '@/simulator/api/routes';
import type { Sessions } from '@/simulator/api/session';
import { SESSION_COOKIE } from '@/simulator/api/session';
import type { Simulation } from '@/simulator/engine/simulation';
import type { Capabilities, CapabilityMode } from './capabilities';
import { corrupted } from './faults';
import type { Fault, Faults } from './faults';
import { loggedBody } from './request-log';
import type { RequestLog, RequestLogEntry } from './request-log';

interface Env {
  Bindings: HttpBindings;
  Variables: { entry: RequestLogEntry };
}

interface ApiParts {
  sim: Simulation;
  sessions: Sessions;
  requestLog: RequestLog;
  faults: Faults;
  capabilities: Capabilities;
}

/** The path without its trailing slash (13.7). */
function pathOf(request: Request): string {
  const { pathname } = new URL(request.url);
  return pathname.length > 1 && pathname.endsWith('/') ? pathname.slice(0, -1) : pathname;
}

/** The API as both ports serve it: request log, faults, session check, then the resources. */
export function createApiApp(parts: ApiParts): Hono<Env> {
  const { sim, sessions } = parts;
  const app = new Hono<Env>({ getPath: pathOf });
  app.use(cors);
  app.post('/__sim/expire-sessions', (context) => {
    sessions.expireAll();
    return context.body(null, 204);
  });
  app.post('/api/__sim/expire-sessions', (context) => {
    sessions.expireAll();
    return context.body(null, 204);
  });

  app.use('/api/*', guard(parts));

  const on =
    (handler: Handler) =>
    (context: Context): Response | Promise<Response> =>
      handler(callOf(sim, context));
  const api = new Hono();
  for (const routes of allRoutes(sessions)) routes(api, on);
  app.route('/api', api);
  parts.capabilities.learn(api.routes.map(({ method, path }) => `${method} ${path}`));

  app.notFound((context) => failure(context, sim, 404, 'Not found'));
  app.onError((error, context) => {
    if (error instanceof ApiError) return failure(context, sim, error.status, error.message);
    process.stderr.write(`simulator: ${error.stack ?? error.message}\n`);
    return failure(context, sim, 500, 'Internal server error');
  });
  return app;
}

/** Request log, faults and session check around every request under /api. */
function guard(parts: ApiParts): MiddlewareHandler<Env> {
  const { sim, sessions, requestLog, faults, capabilities } = parts;
  return async (context, next) => {
    const path = pathOf(context.req.raw).slice('/api'.length);
    const url = new URL(context.req.url);
    const text = context.req.method === 'GET' ? '' : await context.req.text();
    const entry = requestLog.note({
      at: sim.clock.now(),
      method: context.req.method,
      path,
      query: url.search.slice(1),
      body: loggedBody(path, text),
    });
    context.set('entry', entry);
    const fault = faults.take(context.req.method, path);
    entry.fault = fault?.kind ?? null;
    const early = fault === undefined ? undefined : await beforeExecution(context, parts, fault);
    if (early !== undefined) {
      entry.status = early === RESPONSE_ALREADY_SENT ? null : early.status;
      return early;
    }
    sim.timeline.catchUp();
    const session = sessions.use(getCookie(context, SESSION_COOKIE), sim.behaviour.sessionTimeoutMinutes);
    entry.session = session ?? null;
    const missing = capabilities.modeOf(endpointOf(context));
    if (session === undefined && path !== '/session/login') context.res = unauthorized(context, sim);
    else if (missing !== undefined) {
      const instead = await answerInstead(context, sim, missing);
      if (instead === RESPONSE_ALREADY_SENT) {
        entry.status = null;
        return instead;
      }
      context.res = instead;
    } else if (sim.behaviour.missingEndpoints.some((expression) => new RegExp(expression).test(path)))
      context.res = failure(context, sim, 404, 'Not found');
    else await next();
    sim.timeline.settle();
    entry.status = context.res.status;
    context.header('date', new Date(sim.clock.now()).toUTCString());
    return fault === undefined ? undefined : afterExecution(context, fault);
  };
}

function failure(context: Context, sim: Simulation, status: ApiError['status'], message: string): Response {
  return context.json(errorBody(status, message, sim.behaviour.nestedErrors), status);
}

function unauthorized(context: Context, sim: Simulation): Response {
  const style = sim.behaviour.unauthorizedBody;
  if (style === 'empty') return context.body(null, 401);
  if (style === 'html')
    return context.html(
      '<html><head><title>401</title></head><body><h1>HTTP Status 401 - Unauthorized</h1></body></html>',
      401,
    );
  return failure(context, sim, 401, 'No valid session');
}

/** Method and path of the resource that would answer, such as `GET /tasks/:guid`. */
function endpointOf(context: Context): string {
  const route = matchedRoutes(context).find(({ method }) => method !== 'ALL');
  return route === undefined ? '' : `${route.method} ${route.path.slice('/api'.length)}`;
}

/** The response of a removed endpoint. */
async function answerInstead(context: Context<Env>, sim: Simulation, mode: CapabilityMode): Promise<Response> {
  switch (mode) {
    case 'silent':
      return untilGivenUp(context);
    case 'nonsense':
      return context.json({ frobnicated: true });
    case 'html':
      return context.html('<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>');
    default:
      return failure(context, sim, Number(mode) as ApiError['status'], `Simulated: this endpoint answers ${mode}`);
  }
}

/** Never answers; ends when the client gives up. */
async function untilGivenUp(context: Context<Env>): Promise<Response> {
  await new Promise<void>((resolve) => {
    context.env.incoming.socket.once('close', () => resolve());
  });
  return RESPONSE_ALREADY_SENT;
}

function drop(context: Context<Env>): Response {
  context.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** The response of a fault in place of the request; undefined lets the request continue. */
async function beforeExecution(context: Context<Env>, { sim }: ApiParts, fault: Fault): Promise<Response | undefined> {
  switch (fault.kind) {
    case 'unauthorized':
      return unauthorized(context, sim);
    case 'status':
      return new Response(
        JSON.stringify(
          errorBody(fault.status ?? 500, fault.message ?? 'Simulated failure', sim.behaviour.nestedErrors),
        ),
        {
          status: fault.status ?? 500,
          headers: { 'Content-Type': 'application/json' },
        },
      );
    case 'html500':
      return context.html(
        '<html><head><title>Payara Server - Error report</title></head><body><h1>HTTP Status 500 - Internal Server Error</h1></body></html>',
        500,
      );
    case 'drop-before':
      return drop(context);
    case 'hang':
      return untilGivenUp(context);
    case 'delay':
      await sleep(fault.delayMs ?? 1000);
      return undefined;
    default:
      return undefined;
  }
}

/** Sends the beginning of a stream, such as a download, and cuts the connection. */
function cutStream(context: Context<Env>): Response {
  const { res, env } = context;
  const reader = res.body?.getReader();
  let begun = false;
  const cut = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const chunk = begun ? undefined : ((await reader?.read())?.value as Uint8Array | undefined);
      begun = true;
      if (chunk !== undefined) {
        controller.enqueue(chunk.subarray(0, Math.ceil(chunk.length / 2)));
        return;
      }
      await reader?.cancel();
      env.incoming.socket.destroy();
      controller.close();
    },
  });
  return (context.res = new Response(cut, { status: res.status, headers: new Headers(res.headers) }));
}

/** The response of an executed request, changed by a fault. */
async function afterExecution(context: Context<Env>, fault: Fault): Promise<Response | undefined> {
  const response = context.res;
  if (fault.kind === 'drop-after') {
    context.get('entry').status = null;
    return drop(context);
  }
  if (!response.ok) return undefined;
  if (!(response.headers.get('Content-Type') ?? 'application/json').includes('json'))
    return fault.kind === 'drop-midbody' ? cutStream(context) : undefined;
  switch (fault.kind) {
    case 'empty200':
      return (context.res = new Response(null, { status: 200 }));
    case 'drop-midbody': {
      const text = await response.text();
      const { outgoing } = context.env;
      outgoing.writeHead(response.status, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(text) + 1,
      });
      outgoing.write(text.slice(0, Math.ceil(text.length / 2)), () => context.env.incoming.socket.destroy());
      return RESPONSE_ALREADY_SENT;
    }
    case 'malformed-json':
    case 'broken-element':
    case 'unknown-enum': {
      const text = await response.text();
      const headers = new Headers(response.headers);
      headers.delete('Content-Length');
      return (context.res = new Response(text === '' ? text : corrupted(fault.kind, text), {
        status: response.status,
        headers,
      }));
    }
    default:
      return undefined;
  }
}

const METHODS = 'GET, HEAD, POST, PUT, DELETE, OPTIONS';

/** OPTIONS for every path, and CORS with credentials for browser clients: any origin is reflected (section 1.4). */
const cors: MiddlewareHandler = async (context, next) => {
  const origin = context.req.header('Origin');
  const requestedHeaders = context.req.header('Access-Control-Request-Headers') ?? 'Content-Type';
  if (context.req.method === 'OPTIONS') context.res = new Response(null, { status: 204, headers: { Allow: METHODS } });
  else await next();
  // Set after the response exists: a stream is a response of its own, without the headers set before.
  if (origin === undefined) return;
  context.header('Access-Control-Allow-Origin', origin);
  context.header('Access-Control-Allow-Credentials', 'true');
  context.header('Access-Control-Expose-Headers', 'X-Total-Count, Content-Disposition');
  context.header('Vary', 'Origin', { append: true });
  if (context.req.method !== 'OPTIONS') return;
  context.header('Access-Control-Allow-Methods', METHODS);
  context.header('Access-Control-Allow-Headers', requestedHeaders);
  context.header('Access-Control-Max-Age', '600');
};
