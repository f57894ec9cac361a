import { AuditExportQuery, auditFile } from '@/lib/contracts/audit';
import { providerExportRoute } from '@/lib/http/routes/export-route';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { exportProviderAudit } from '@/lib/portal/audit/export-audit';

export const GET = providerExportRoute({
  path: '/api/v1/provider/audit/export',
  summary: 'Export the provider’s audit trail: as CSV to read, or the platform’s chain as JSON lines to verify',
  query: AuditExportQuery,
  file: (_scope, { format }) => auditFile('platform', format),
  lines: exportProviderAudit,
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
