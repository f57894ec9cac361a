import { statusPermission } from '@/lib/contracts/status';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantTextRoute } from '@/lib/http/routes/api-routes';
import { prometheusType, tenantMetrics } from '@/lib/http/tenant-metrics';
import { getTenantStatus } from '@/lib/portal/status/tenant-status';

export const GET = tenantTextRoute({
  path: '/api/v1/metrics/tenant',
  summary: 'The state of the tenant as metrics for Prometheus',
  permission: statusPermission,
  contentType: prometheusType,
  handler: async ({ scope }) => tenantMetrics(scope.tenant.slug, await getTenantStatus(scope)),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
