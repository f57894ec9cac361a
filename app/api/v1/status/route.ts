import { statusPermission, TenantStatus } from '@/lib/contracts/status';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { getTenantStatus } from '@/lib/portal/status/tenant-status';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/status',
  summary: 'The state of the tenant in one answer, for a monitoring tile',
  permission: statusPermission,
  answer: TenantStatus,
  handler: ({ scope }) => getTenantStatus(scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
