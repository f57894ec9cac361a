import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { publicRoute } from '@/lib/http/routes/api-routes';
import { apiDocument } from './declared-routes';

export const GET = publicRoute({
  path: '/api/openapi.json',
  summary: 'This API as an OpenAPI 3.1 document',
  handler: () => Response.json(apiDocument(), { headers: { 'Cache-Control': 'no-cache' } }),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
