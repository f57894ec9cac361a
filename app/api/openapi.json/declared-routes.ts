import * as audit from '@/app/api/v1/audit/route';
import * as auditExport from '@/app/api/v1/audit/export/route';
import * as backups from '@/app/api/v1/backups/route';
import * as downloadsToken from '@/app/api/v1/downloads/[token]/route';
import * as events from '@/app/api/v1/events/route';
import * as expectedRuns from '@/app/api/v1/expected-runs/route';
import * as invitationsAccept from '@/app/api/v1/invitations/accept/route';
import * as machines from '@/app/api/v1/machines/route';
import * as machinesChoices from '@/app/api/v1/machines/choices/route';
import * as machinesFacets from '@/app/api/v1/machines/facets/route';
import * as machinesGuid from '@/app/api/v1/machines/[guid]/route';
import * as machinesGuidBackupOptions from '@/app/api/v1/machines/[guid]/backup-options/route';
import * as machinesGuidRecoveryPoints from '@/app/api/v1/machines/[guid]/recovery-points/route';
import * as machinesGuidRestores from '@/app/api/v1/machines/[guid]/restores/route';
import * as me from '@/app/api/v1/me/route';
import * as meInvitations from '@/app/api/v1/me/invitations/route';
import * as meLanguage from '@/app/api/v1/me/language/route';
import * as meTenant from '@/app/api/v1/me/tenant/route';
import * as members from '@/app/api/v1/members/route';
import * as membersId from '@/app/api/v1/members/[id]/route';
import * as metricsTenant from '@/app/api/v1/metrics/tenant/route';
import * as membersIdReset from '@/app/api/v1/members/[id]/reset/route';
import * as mePassword from '@/app/api/v1/me/password/route';
import * as meProof from '@/app/api/v1/me/proof/route';
import * as meSessions from '@/app/api/v1/me/sessions/route';
import * as meSessionsId from '@/app/api/v1/me/sessions/[id]/route';
import * as meTokens from '@/app/api/v1/me/tokens/route';
import * as meTokensId from '@/app/api/v1/me/tokens/[id]/route';
import * as passwordResets from '@/app/api/v1/password-resets/route';
import * as mounts from '@/app/api/v1/mounts/route';
import * as mountsGuid from '@/app/api/v1/mounts/[guid]/route';
import * as mountsGuidDownload from '@/app/api/v1/mounts/[guid]/download/route';
import * as mountsGuidDownloads from '@/app/api/v1/mounts/[guid]/downloads/route';
import * as mountsGuidDownloadsId from '@/app/api/v1/mounts/[guid]/downloads/[id]/route';
import * as mountsGuidExtend from '@/app/api/v1/mounts/[guid]/extend/route';
import * as mountsGuidFiles from '@/app/api/v1/mounts/[guid]/files/route';
import * as operations from '@/app/api/v1/operations/route';
import * as operationsId from '@/app/api/v1/operations/[id]/route';
import * as operationsIdCancel from '@/app/api/v1/operations/[id]/cancel/route';
import * as overview from '@/app/api/v1/overview/route';
import * as policies from '@/app/api/v1/policies/route';
import * as policiesAssignments from '@/app/api/v1/policies/assignments/route';
import * as policiesAssignmentsId from '@/app/api/v1/policies/assignments/[id]/route';
import * as policiesGuid from '@/app/api/v1/policies/[guid]/route';
import * as policiesOptions from '@/app/api/v1/policies/options/route';
import * as providerAudit from '@/app/api/v1/provider/audit/route';
import * as providerAuditExport from '@/app/api/v1/provider/audit/export/route';
import * as providerCapabilities from '@/app/api/v1/provider/capabilities/route';
import * as providerChecklist from '@/app/api/v1/provider/checklist/route';
import * as providerMachines from '@/app/api/v1/provider/machines/route';
import * as providerOverview from '@/app/api/v1/provider/overview/route';
import * as providerOwnership from '@/app/api/v1/provider/ownership/route';
import * as providerStorware from '@/app/api/v1/provider/storware/route';
import * as providerTenants from '@/app/api/v1/provider/tenants/route';
import * as providerTenantsSlug from '@/app/api/v1/provider/tenants/[slug]/route';
import * as providerTenantsSlugEntitlements from '@/app/api/v1/provider/tenants/[slug]/entitlements/route';
import * as providerTenantsSlugMembers from '@/app/api/v1/provider/tenants/[slug]/members/route';
import * as recoveryPointsGuidMountOptions from '@/app/api/v1/recovery-points/[guid]/mount-options/route';
import * as recoveryPointsGuid from '@/app/api/v1/recovery-points/[guid]/route';
import * as recoveryPointsGuidPreflight from '@/app/api/v1/recovery-points/[guid]/preflight/route';
import * as recoveryPointsGuidRestoreOptions from '@/app/api/v1/recovery-points/[guid]/restore-options/route';
import * as restores from '@/app/api/v1/restores/route';
import * as schedules from '@/app/api/v1/schedules/route';
import * as schedulesGuid from '@/app/api/v1/schedules/[guid]/route';
import * as schedulesPreview from '@/app/api/v1/schedules/preview/route';
import * as search from '@/app/api/v1/search/route';
import * as setup from '@/app/api/v1/setup/route';
import * as status from '@/app/api/v1/status/route';
import type { ApiDocument } from '@/lib/contracts/api-document';
import { openApiDocument } from '@/lib/http/openapi';
import { declarationOf } from '@/lib/http/routes/declaration';
import type { RouteDeclaration } from '@/lib/http/routes/declaration';

const modules: readonly object[] = [
  audit,
  auditExport,
  backups,
  downloadsToken,
  events,
  expectedRuns,
  invitationsAccept,
  machines,
  machinesChoices,
  machinesFacets,
  machinesGuid,
  machinesGuidBackupOptions,
  machinesGuidRecoveryPoints,
  machinesGuidRestores,
  me,
  meInvitations,
  meLanguage,
  meTenant,
  members,
  membersId,
  metricsTenant,
  membersIdReset,
  mePassword,
  meProof,
  meSessions,
  meSessionsId,
  meTokens,
  meTokensId,
  passwordResets,
  mounts,
  mountsGuid,
  mountsGuidDownload,
  mountsGuidDownloads,
  mountsGuidDownloadsId,
  mountsGuidExtend,
  mountsGuidFiles,
  operations,
  operationsId,
  operationsIdCancel,
  overview,
  policies,
  policiesAssignments,
  policiesAssignmentsId,
  policiesGuid,
  policiesOptions,
  providerAudit,
  providerAuditExport,
  providerCapabilities,
  providerChecklist,
  providerMachines,
  providerOverview,
  providerOwnership,
  providerStorware,
  providerTenants,
  providerTenantsSlug,
  providerTenantsSlugEntitlements,
  providerTenantsSlugMembers,
  recoveryPointsGuid,
  recoveryPointsGuidPreflight,
  recoveryPointsGuidRestoreOptions,
  restores,
  schedules,
  schedulesGuid,
  schedulesPreview,
  search,
  setup,
  status,
  recoveryPointsGuidMountOptions,
];

/** The declaration of every route of version 1; the census test finds a missing one. */
export function declaredRoutes(): RouteDeclaration[] {
  return modules
    .flatMap((module) => Object.values(module).map(declarationOf))
    .filter((declaration): declaration is RouteDeclaration => declaration !== null && declaration.kind !== 'none');
}

let document: ApiDocument | null = null;

/** The OpenAPI document of these routes, made once in a process: it never differs. */
export function apiDocument(): ApiDocument {
  return (document ??= openApiDocument(declaredRoutes()));
}
