import { AuditList, AuditListQuery } from '@/lib/contracts/audit';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { listAudit } from '@/lib/portal/audit/list-audit';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/audit',
  summary: 'List the audit trail of the tenant, newest first',
  permission: 'audit:read',
  query: AuditListQuery,
  answer: AuditList,
  handler: ({ scope, query }) => listAudit(scope, query),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
