import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { publicRoute } from '@/lib/http/routes/api-routes';

export const GET = publicRoute({
  path: '/healthz',
  summary: 'The process lives',
  handler: () =>
    new Response('ok\n', { headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' } }),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
