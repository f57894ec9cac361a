import { MachineFacets } from '@/lib/contracts/machine';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { machineFacets } from '@/lib/portal/machines/list-machines';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/machines/facets',
  summary: "Count the tenant's machines by platform, policy, protection and presence",
  permission: 'machine:read',
  answer: MachineFacets,
  handler: ({ scope }) => machineFacets(scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
