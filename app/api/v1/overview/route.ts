import { Overview } from '@/lib/contracts/overview';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { getOverview } from '@/lib/portal/overview/get-overview';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/overview',
  summary: 'Machines by protection, recent failures, running work and next runs',
  permission: 'machine:read',
  answer: Overview,
  handler: ({ scope }) => getOverview(scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
