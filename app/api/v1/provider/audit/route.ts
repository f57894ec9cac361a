import { AuditList, AuditListQuery } from '@/lib/contracts/audit';
import { providerRoute } from '@/lib/http/routes/api-routes';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { listProviderAudit } from '@/lib/portal/audit/list-audit';

export const GET = providerRoute({
  method: 'GET',
  path: '/api/v1/provider/audit',
  summary: 'List the audit trail of the platform and the acts of providers, newest first',
  query: AuditListQuery,
  answer: AuditList,
  handler: ({ scope, query }) => listProviderAudit(scope, query),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
