import type { MiddlewareHandler } from 'hono';

const METHODS = 'GET, HEAD, POST, PUT, DELETE, OPTIONS';

/** OPTIONS for every path, and CORS with credentials for browser clients: any origin is reflected, as section 1.4 lets one expect. */
export const cors: MiddlewareHandler = async (context, next) => {
  const origin = context.req.header('Origin');
  const asked = context.req.header('Access-Control-Request-Headers') ?? 'Content-Type';
  if (context.req.method === 'OPTIONS') context.res = new Response(null, { status: 204, headers: { Allow: METHODS } });
  else await next();
  // After the answer is made: one that streams comes as a response of its own, without what was set before.
  if (origin === undefined) return;
  context.header('Access-Control-Allow-Origin', origin);
  context.header('Access-Control-Allow-Credentials', 'true');
  context.header('Access-Control-Expose-Headers', 'X-Total-Count, Content-Disposition');
  context.header('Vary', 'Origin', { append: true });
  if (context.req.method !== 'OPTIONS') return;
  context.header('Access-Control-Allow-Methods', METHODS);
  context.header('Access-Control-Allow-Headers', asked);
  context.header('Access-Control-Max-Age', '600');
};
