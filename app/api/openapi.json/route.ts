import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { openApiDocument } from '@/lib/http/openapi';
import { publicRoute } from '@/lib/http/routes/api-routes';
import { declaredRoutes } from './declared-routes';

export const GET = publicRoute({
  path: '/api/openapi.json',
  summary: 'This API as an OpenAPI 3.1 document',
  handler: () => Response.json(openApiDocument(declaredRoutes()), { headers: { 'Cache-Control': 'no-cache' } }),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
