import * as z from 'zod';
import { ListOf, ListQuery, manyOf } from './list';
import { Instant, Sentence, TenantSlug, ThingName } from './scalar';

/** Everything that can stand in the audit trail; each has words in every language (catalogue `audit`). */
export const auditActions = [
  'account.language',
  'account.password',
  'account.reset',
  'account.reset-link',
  'account.settings',
  'audit.export',
  'backup.start',
  'delete.start',
  'demo.accounts',
  'demo.ownership',
  'entitlements.change',
  'link.open',
  'machine.claim',
  'member.change',
  'member.invite',
  'member.join',
  'member.remove',
  'member.withdraw-invitation',
  'mount.download',
  'mount.download-cancel',
  'mount.end',
  'mount.start',
  'mount.view',
  'operation.cancel',
  'other.start',
  'ownership.assign',
  'policy.assign',
  'policy.change',
  'policy.create',
  'policy.delete',
  'provider.create',
  'provider.read-members',
  'provider.recover',
  'provider.set-up',
  'restore.start',
  'schedule.changed_back',
  'schedule.changed_elsewhere',
  'schedule.gone',
  'schedule.rewrite',
  'session.end',
  'session.prove',
  'session.sign-in',
  'session.sign-out',
  'session.switch-tenant',
  'tenant.change',
  'tenant.create',
  'tenant.delete',
  'tenant.resume',
  'token.create',
  'token.revoke',
  'tenant.suspend',
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditOutcomes = ['REQUESTED', 'SUCCEEDED', 'FAILED', 'REFUSED'] as const;
export const AuditOutcome = z.enum(auditOutcomes);
export type AuditOutcome = z.infer<typeof AuditOutcome>;

/** A person, a script with an API token, the provider, or the portal by itself. */
export const auditActorKinds = ['USER', 'TOKEN', 'PROVIDER', 'SYSTEM'] as const;
export const AuditActorKind = z.enum(auditActorKinds);
export type AuditActorKind = z.infer<typeof AuditActorKind>;

const Json = z.record(z.string(), z.json()).nullable();

/** One entry as it is listed. What is exported as JSON lines is the entry as it was hashed: see docs/audit-trail.md. */
export const AuditEntry = z.object({
  id: z.string(),
  at: Instant,
  /** Place in the chain; null for entries from before chaining, like `hash`. */
  seq: z.number().int().nullable(),
  actor: z.object({ id: z.string().nullable(), name: ThingName, kind: AuditActorKind }),
  address: Sentence.nullable(),
  action: z.string(),
  object: z.object({ kind: z.string(), id: z.string(), name: ThingName }).nullable(),
  outcome: AuditOutcome,
  detail: Json,
  before: Json,
  after: Json,
  requestId: z.string().nullable(),
  hash: z.string().nullable(),
  /** For the provider: the tenant in whose trail it stands; null for the platform's. */
  tenant: z.object({ slug: z.string(), name: ThingName }).nullish(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** `keptDays`: older entries are removed. */
export const AuditList = ListOf(AuditEntry).extend({ keptDays: z.number().int() });
export type AuditList = z.infer<typeof AuditList>;

const filters = {
  /** Id of the person, or part of the name. */
  actor: z.string().trim().min(1).max(200).optional(),
  action: manyOf(auditActions).default([]),
  /** Id of the object, or part of its name. */
  object: z.string().trim().min(1).max(200).optional(),
  outcome: manyOf(auditOutcomes).default([]),
  from: Instant.optional(),
  to: Instant.optional(),
} as const;

export const AuditListQuery = ListQuery(['at'], '-at').extend(filters);
export type AuditListQuery = z.output<typeof AuditListQuery>;

/** A chain can be verified only as a whole: JSON lines are limited by time alone. */
export const AuditExportQuery = z
  .object({
    format: z.enum(['csv', 'jsonl']),
    search: z.string().trim().max(200).default(''),
    ...filters,
    /** The tenant of the page that the link is on: a link can't set X-Tenant. */
    tenant: TenantSlug.optional(),
  })
  .superRefine(({ format, search, actor, action, object, outcome }, context) => {
    if (format === 'csv') return;
    const narrowing = { search: search !== '', actor, action: action.length > 0, object, outcome: outcome.length > 0 };
    for (const [name, isSet] of Object.entries(narrowing))
      if (isSet)
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'only with format=csv: a chain with gaps can’t be verified',
        });
  });
export type AuditExportQuery = z.output<typeof AuditExportQuery>;
export type AuditFilters = Omit<AuditExportQuery, 'format' | 'tenant'>;

/** Name and media type of an exported file. */
export function auditFile(of: string, format: AuditExportQuery['format']): { name: string; type: string } {
  const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
  return { name: `audit-${of}.${format}`, type };
}
