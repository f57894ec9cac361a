import * as z from 'zod';
import { fault } from './faults';
import { ListOf, ListQuery, manyOf } from './list';
import { Instant, Sentence, TenantSlug, ThingName } from './scalar';

/** What the filter of the page offers. */
export const auditGroups = [
  'access',
  'members',
  'backups',
  'restores',
  'files',
  'policies',
  'machines',
  'organisation',
] as const;
export type AuditGroup = (typeof auditGroups)[number];

/** Everything that can stand in the audit trail, with its group; each has words in every language (catalogue `audit`). */
const groupOfAction = {
  'account.language': 'access',
  'account.password': 'access',
  'account.reset': 'access',
  'account.reset-link': 'access',
  'account.settings': 'access',
  'audit.export': 'organisation',
  'backup.start': 'backups',
  'delete.start': 'backups',
  'demo.accounts': 'organisation',
  'demo.ownership': 'organisation',
  'entitlements.change': 'organisation',
  'link.open': 'access',
  'machine.claim': 'machines',
  'member.change': 'members',
  'member.invite': 'members',
  'member.join': 'members',
  'member.remove': 'members',
  'member.withdraw-invitation': 'members',
  'mount.download': 'files',
  'mount.download-cancel': 'files',
  'mount.end': 'files',
  'mount.start': 'files',
  'mount.view': 'files',
  'operation.cancel': 'backups',
  'other.start': 'backups',
  'ownership.assign': 'machines',
  'policy.assign': 'policies',
  'policy.change': 'policies',
  'policy.create': 'policies',
  'policy.delete': 'policies',
  'provider.create': 'organisation',
  'provider.read-members': 'organisation',
  'provider.recover': 'organisation',
  'provider.set-up': 'organisation',
  'restore.start': 'restores',
  'schedule.changed_back': 'policies',
  'schedule.changed_elsewhere': 'policies',
  'schedule.gone': 'policies',
  'schedule.rewrite': 'policies',
  'session.end': 'access',
  'session.prove': 'access',
  'session.sign-in': 'access',
  'session.sign-out': 'access',
  'session.switch-tenant': 'access',
  'tenant.change': 'organisation',
  'tenant.create': 'organisation',
  'tenant.delete': 'organisation',
  'tenant.resume': 'organisation',
  'tenant.suspend': 'organisation',
  'token.create': 'access',
  'token.revoke': 'access',
} as const satisfies Readonly<Record<string, AuditGroup>>;
export type AuditAction = keyof typeof groupOfAction;
export const auditActions = Object.keys(groupOfAction) as [AuditAction, ...AuditAction[]];

/** The actions of these groups. */
export function actionsOfGroups(groups: readonly AuditGroup[]): AuditAction[] {
  return auditActions.filter((action) => groups.includes(groupOfAction[action]));
}

export const auditOutcomes = ['REQUESTED', 'SUCCEEDED', 'FAILED', 'REFUSED'] as const;
export const AuditOutcome = z.enum(auditOutcomes);
export type AuditOutcome = z.infer<typeof AuditOutcome>;

/** A person, a script with an API token, the provider, or the portal by itself. */
export const auditActorKinds = ['USER', 'TOKEN', 'PROVIDER', 'SYSTEM'] as const;
export const AuditActorKind = z.enum(auditActorKinds);
export type AuditActorKind = z.infer<typeof AuditActorKind>;

/** Any JSON; not `z.json()`, whose schema refers to itself. */
const Json = z.record(z.string(), z.unknown()).nullable();

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
          message: fault('csvOnly'),
        });
  });
export type AuditExportQuery = z.output<typeof AuditExportQuery>;
export type AuditFilters = Omit<AuditExportQuery, 'format' | 'tenant'>;

/** Name and media type of an exported file. */
export function auditFile(of: string, format: AuditExportQuery['format']): { name: string; type: string } {
  const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
  return { name: `audit-${of}.${format}`, type };
}
