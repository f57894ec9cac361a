import * as z from 'zod';
import { fault } from './faults';
import { Role, TokenScope } from './me';
import { Instant, TenantSlug, ThingName } from './scalar';

/** What every token of the portal begins with, so that scanners for leaked secrets find it. */
export const tokenPrefix = 'spt_';

/** A token lives for at most a year. */
export const longestTokenDays = 366;

/** A token of one's own, without what lets in. */
export const ApiToken = z.object({
  id: z.string(),
  name: ThingName,
  /** The tenant that it is for; null for a provider's. */
  tenant: z.object({ slug: TenantSlug, name: ThingName }).nullable(),
  role: Role.nullable(),
  /** Empty: all that the role may. */
  scopes: z.array(TokenScope),
  createdAt: Instant,
  expiresAt: Instant,
  /** Noted at most once a minute. */
  lastUsedAt: Instant.nullable(),
});
export type ApiToken = z.infer<typeof ApiToken>;
export const ApiTokenList = z.object({ items: z.array(ApiToken) });

/** A token for the tenant of the request; of a provider without one it is for the provider's routes, and has no role. */
export const CreateTokenBody = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, fault('nameMissing'))
    .max(100, fault('charactersMost', { max: 100 }))
    .regex(/^[^\p{Cc}]*$/u, fault('controlCharacters')),
  role: Role.optional(),
  /** Absent: all that the role may. */
  scopes: z
    .array(TokenScope)
    .min(1, fault('keepOne'))
    .refine((scopes) => new Set(scopes).size === scopes.length, fault('oneTwice'))
    .optional(),
  /** Within a year (`longestTokenDays`). */
  expiresAt: Instant,
});
export type CreateTokenBody = z.output<typeof CreateTokenBody>;

/** `token` is told only here. */
export const CreatedToken = ApiToken.extend({ token: z.string().regex(/^spt_[\w-]{43}$/) });
export type CreatedToken = z.infer<typeof CreatedToken>;
