import type { MiddlewareHandler } from 'hono';

/** CORS with credentials for browser clients: any origin is reflected, as section 1.4 lets one expect. */
export const cors: MiddlewareHandler = async (context, next) => {
  const origin = context.req.header('Origin');
  if (origin !== undefined) {
    context.header('Access-Control-Allow-Origin', origin);
    context.header('Access-Control-Allow-Credentials', 'true');
    context.header('Access-Control-Expose-Headers', 'X-Total-Count, Content-Disposition');
    context.header('Vary', 'Origin');
  }
  if (context.req.method === 'OPTIONS' && context.req.header('Access-Control-Request-Method') !== undefined) {
    context.header('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE, OPTIONS');
    context.header('Access-Control-Allow-Headers', context.req.header('Access-Control-Request-Headers') ?? 'Content-Type');
    context.header('Access-Control-Max-Age', '600');
    return context.body(null, 204);
  }
  await next();
  return undefined;
};
