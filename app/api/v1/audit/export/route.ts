import { AuditExportQuery, auditFile } from '@/lib/contracts/audit';
import { tenantExportRoute } from '@/lib/http/routes/export-route';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { exportAudit } from '@/lib/portal/audit/export-audit';

export const GET = tenantExportRoute({
  path: '/api/v1/audit/export',
  summary: 'Export the audit trail of the tenant: as CSV to read, or its chain as JSON lines to verify',
  permission: 'audit:read',
  query: AuditExportQuery,
  file: ({ tenant }, { format }) => auditFile(tenant.slug, format),
  lines: exportAudit,
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
