import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { publicRoute } from '@/lib/http/routes/api-routes';
import { isReady } from '@/lib/portal/health/is-ready';

export const GET = publicRoute({
  path: '/readyz',
  summary: 'The process can serve: its database answers and is migrated',
  handler: async () => {
    const { ready, reason } = await isReady();
    return new Response(ready ? 'ready\n' : `${reason ?? 'not ready'}\n`, {
      status: ready ? 200 : 503,
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
    });
  },
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
