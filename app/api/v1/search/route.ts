import { SearchAnswer, SearchQuery } from '@/lib/contracts/overview';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { search } from '@/lib/portal/search/search';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/search',
  summary: "Find the tenant's machines and policies by a part of their name",
  permission: 'machine:read',
  query: SearchQuery,
  answer: SearchAnswer,
  handler: ({ scope, query }) => search(scope, query),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
