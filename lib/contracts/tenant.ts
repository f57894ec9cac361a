import * as z from 'zod';
import { fault } from './faults';
import { Language } from './me';
import { Instant, TenantSlug, ThingName } from './scalar';

export const tenantStatuses = ['ACTIVE', 'SUSPENDED'] as const;
export type TenantStatus = (typeof tenantStatuses)[number];

/** A tenant, as the provider sees it. */
export const ProviderTenant = z.object({
  slug: TenantSlug,
  name: ThingName,
  externalId: z.string().nullable(),
  timeZone: z.string(),
  /** Of its people who have chosen none; null: their browser's. */
  language: Language.nullable(),
  status: z.enum(tenantStatuses),
  suspendedAt: Instant.nullable(),
  /** The provider's own: it does not count among customers. */
  internal: z.boolean(),
  machines: z.number().int(),
  members: z.number().int(),
});
export type ProviderTenant = z.infer<typeof ProviderTenant>;

export const ProviderTenantList = z.object({
  items: z.array(ProviderTenant),
  /** Machines that belong to nobody; null for a provider of chosen tenants, who does not see them. */
  unassigned: z.number().int().nullable(),
});
export type ProviderTenantList = z.infer<typeof ProviderTenantList>;

/** How much a tenant owns; while it owns something it can't be deleted. */
export const TenantHoldings = z.object({
  machines: z.number().int(),
  policies: z.number().int(),
  schedules: z.number().int(),
  mounts: z.number().int(),
  /** Operations that have not ended, and changes to policies that are being made: these can't be handed over. */
  running: z.number().int(),
});
export type TenantHoldings = z.infer<typeof TenantHoldings>;

export const ProviderTenantDetail = ProviderTenant.extend({ createdAt: Instant, owns: TenantHoldings });
export type ProviderTenantDetail = z.infer<typeof ProviderTenantDetail>;

const tenantNameMost = 100;
export const tenantReasonMost = 500;

const TenantName = z
  .string()
  .trim()
  .min(1, fault('nameMissing'))
  .max(tenantNameMost, fault('charactersMost', { max: tenantNameMost }))
  .refine((name) => !/\p{Cc}/u.test(name), fault('controlCharacters'));

/** An id of the platform: the empty text is none. */
const ExternalId = z
  .string()
  .trim()
  .max(128, fault('charactersMost', { max: 128 }))
  .refine((id) => !/\p{Cc}/u.test(id), fault('controlCharacters'))
  .transform((id) => (id === '' ? null : id))
  .nullable();

/** Words that mean something else where an address names a tenant. */
const reservedSlugs: ReadonlySet<string> = new Set(['none', 'all', 'new']);
const slugMost = 40;
const NewSlug = z
  .string()
  .trim()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, fault('slugLike'))
  .refine((slug) => !reservedSlugs.has(slug), fault('slugReserved'));

export const CreateTenantBody = z.strictObject({
  name: TenantName,
  /** Absent: made from the name. */
  slug: NewSlug.optional(),
  externalId: ExternalId.default(null),
  timeZone: z.string().max(64).default('UTC'),
  language: Language.nullable().default(null),
  internal: z.boolean().default(false),
});
export type CreateTenantBody = z.output<typeof CreateTenantBody>;

/** What is absent stays. Suspending and resuming need a reason, which stands in the audit trail. */
export const ChangeTenantBody = z
  .strictObject({
    name: TenantName,
    externalId: ExternalId,
    timeZone: z.string().max(64),
    language: Language.nullable(),
    internal: z.boolean(),
    status: z.enum(tenantStatuses),
    reason: z
      .string()
      .trim()
      .min(1, fault('reasonMissing'))
      .max(tenantReasonMost, fault('charactersMost', { max: tenantReasonMost })),
  })
  .partial()
  .refine(({ status, reason }) => status === undefined || reason !== undefined, {
    path: ['reason'],
    error: fault('reasonMissing'),
  });
export type ChangeTenantBody = z.output<typeof ChangeTenantBody>;

/** Deletes a tenant that owns nothing; with `handOverTo`, what it owns becomes that tenant's first. */
export const DeleteTenantBody = z.strictObject({ handOverTo: TenantSlug.nullable().default(null) });
export type DeleteTenantBody = z.output<typeof DeleteTenantBody>;

/** The short name that a name suggests: lower case, without accents; `tenant` where nothing of it is left. */
export function slugFrom(name: string, taken: ReadonlySet<string> = new Set()): string {
  const plain = name
    .replaceAll('ß', 'ss')
    .replaceAll(/[łŁ]/g, 'l')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  const base = trimmed(plain.slice(0, slugMost + 8)) || 'tenant';
  for (let count = 1; ; count += 1) {
    const end = count === 1 ? '' : `-${count}`;
    const slug = `${trimmed(base.slice(0, slugMost - end.length))}${end}`;
    if (!taken.has(slug) && !reservedSlugs.has(slug)) return slug;
  }
}

const trimmed = (text: string): string => text.replaceAll(/^-+|-+$/g, '');
