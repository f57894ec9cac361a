import type { AuditAction } from '@/lib/contracts/audit';

/** The entry that a successful request leaves; or why it leaves none. `changes`: only if it changes something. */
type Audited = { readonly action: AuditAction; readonly changes?: true } | { readonly nothing: string };

const onlyAsks = { nothing: 'it only asks: nothing is stored and nothing starts' } as const;

/** What each write of the API leaves in the audit trail, by method and path; and reads whose view is worth a record. */
export const auditedRoutes: Readonly<Record<string, Audited>> = {
  'POST /api/auth/{nextauth}': { action: 'session.sign-in' },
  'POST /api/v1/setup': { action: 'provider.create' },
  'PUT /api/v1/me/language': { action: 'account.language', changes: true },
  'PUT /api/v1/me/tenant': { action: 'session.switch-tenant' },
  'PATCH /api/v1/me': { action: 'account.settings', changes: true },
  'POST /api/v1/me/password': { action: 'account.password' },
  'POST /api/v1/me/proof': { action: 'session.prove' },
  'DELETE /api/v1/me/sessions': { action: 'session.end', changes: true },
  'DELETE /api/v1/me/sessions/{id}': { action: 'session.end' },
  'POST /api/v1/me/tokens': { action: 'token.create' },
  'DELETE /api/v1/me/tokens/{id}': { action: 'token.revoke' },
  'POST /api/v1/members/{id}/reset': { action: 'account.reset-link' },
  'POST /api/v1/password-resets': { action: 'account.reset' },
  'POST /api/v1/me/invitations': { action: 'member.join' },
  'POST /api/v1/invitations/accept': { action: 'member.join' },
  'POST /api/v1/members': { action: 'member.invite' },
  'PATCH /api/v1/members/{id}': { action: 'member.change', changes: true },
  'DELETE /api/v1/members/{id}': { action: 'member.withdraw-invitation' },
  'POST /api/v1/backups': { action: 'backup.start' },
  'POST /api/v1/restores': { action: 'restore.start' },
  'POST /api/v1/recovery-points/{guid}/preflight': onlyAsks,
  'POST /api/v1/operations/{id}/cancel': { action: 'operation.cancel' },
  'POST /api/v1/mounts': { action: 'mount.start' },
  'POST /api/v1/mounts/{guid}/extend': { action: 'mount.start' },
  'DELETE /api/v1/mounts/{guid}': { action: 'mount.end' },
  'GET /api/v1/mounts/{guid}/files': { action: 'mount.view' },
  'POST /api/v1/mounts/{guid}/download': { action: 'mount.download' },
  // Written when the file has been sent, which may be after the response was read.
  'GET /api/v1/downloads/{token}': { action: 'mount.download', changes: true },
  'DELETE /api/v1/mounts/{guid}/downloads/{id}': { action: 'mount.download-cancel', changes: true },
  'POST /api/v1/policies': { action: 'policy.create' },
  'PUT /api/v1/policies/{guid}': { action: 'policy.change' },
  'DELETE /api/v1/policies/{guid}': { action: 'policy.delete' },
  'POST /api/v1/policies/assignments': { action: 'policy.assign' },
  'PUT /api/v1/policies/assignments': { action: 'policy.assign' },
  'POST /api/v1/schedules': { action: 'policy.change' },
  'PUT /api/v1/schedules/{guid}': { action: 'policy.change' },
  'DELETE /api/v1/schedules/{guid}': { action: 'policy.change' },
  'POST /api/v1/schedules/preview': onlyAsks,
  'POST /api/v1/provider/tenants': { action: 'tenant.create' },
  'PATCH /api/v1/provider/tenants/{slug}': { action: 'tenant.change', changes: true },
  'DELETE /api/v1/provider/tenants/{slug}': { action: 'tenant.delete' },
  'PUT /api/v1/provider/ownership': { action: 'ownership.assign', changes: true },
  'PUT /api/v1/provider/tenants/{slug}/entitlements': { action: 'entitlements.change', changes: true },
  'POST /api/v1/provider/tenants/{slug}/members': { action: 'member.invite' },
  'GET /api/v1/provider/tenants/{slug}/members': { action: 'provider.read-members' },
  'GET /api/v1/audit/export': { action: 'audit.export' },
  'GET /api/v1/provider/audit/export': { action: 'audit.export' },
};
