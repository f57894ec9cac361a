import 'server-only';
import { isWithin, TokenScope } from '@/lib/contracts/me';
import type { Role } from '@/lib/contracts/me';
import { longestTokenDays, tokenPrefix } from '@/lib/contracts/token';
import type { ApiToken, CreatedToken, CreateTokenBody } from '@/lib/contracts/token';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { actAs, claimFor, isUnclaimed } from '@/lib/core/call-context';
import { hashOfSecret, makeSecret } from '@/lib/core/one-time-link';
import { fieldFault, say } from '@/lib/core/say';
import { audit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { actorOf, personShape } from './person';

/** What a request says of its token: never the token itself. */
export type TokenClaims = { readonly tokenHash: string };

/** Use is recorded at most this often. */
const touchEveryMs = 60_000;
const mostTokens = 50;
const dayMs = 86_400_000;

/** The token of an `Authorization` header; null when it names none of the portal's. */
export function tokenClaims(authorization: string | null): TokenClaims | null {
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  return given?.startsWith(tokenPrefix) ? { tokenHash: hashOfSecret(given) } : null;
}

/**
 * The person of a token within the limits of the token: in its tenant only, or as the provider only. Null when it was
 * revoked or has expired, and when the membership, the provider's role or the account has ended.
 */
export async function tokenActor(
  { tokenHash }: TokenClaims,
  { isUse, now = new Date() }: { isUse: boolean; now?: Date },
): Promise<Actor | null> {
  const row = await db().apiToken.findUnique({
    where: { tokenHash },
    select: {
      id: true,
      userId: true,
      tenantId: true,
      role: true,
      scopes: true,
      expiresAt: true,
      lastUsedAt: true,
      user: { select: personShape },
    },
  });
  if (!row || row.expiresAt <= now || row.user.disabledAt) return null;
  const { id, userId, tenantId, role, user } = row;
  const whole = actorOf(user, {
    userId,
    sessionId: id,
    activeTenantId: tenantId,
    provedAt: null,
    token: { role, scopes: scopesOf(row) },
  });
  const actor: Actor =
    tenantId === null
      ? { ...whole, memberships: [] }
      : {
          ...whole,
          provider: null,
          memberships: whole.memberships.filter((membership) => membership.tenantId === tenantId),
        };
  if (tenantId === null ? actor.provider === null : actor.memberships.length === 0) return null;
  if (isUnclaimed()) claimFor({ tenant: `person ${userId}`, person: id });
  actAs('TOKEN');
  if (isUse && (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() >= touchEveryMs))
    await db().apiToken.updateMany({ where: { id }, data: { lastUsedAt: now } });
  return actor;
}

/** A scope that this version does not know allows nothing; a token that had only such ones must not become a whole one. */
function scopesOf({ scopes }: { scopes: string[] }): readonly TokenScope[] {
  return scopes.flatMap((scope) => TokenScope.safeParse(scope).data ?? ('unknown' as TokenScope));
}

const tokenShape = {
  id: true,
  name: true,
  role: true,
  scopes: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  membership: { select: { tenant: { select: { slug: true, name: true } } } },
} as const satisfies Prisma.ApiTokenSelect;

/** The tokens of a person in all tenants, the newest first; expired ones as well, until they are revoked. */
export async function listTokens(actor: Actor): Promise<{ items: ApiToken[] }> {
  const rows = await db().apiToken.findMany({
    where: { userId: actor.userId },
    select: tokenShape,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  return { items: rows.map(present) };
}

/** The tenant and the role in which a person makes a token. */
type Acting = { readonly tenant: { readonly id: string }; readonly role: Role };

/**
 * Makes a token, which is told only in this answer. Throws `validation_failed` for a role that may more than the
 * person's own, and `conflict` above the limit of tokens.
 */
export async function createToken(
  actor: Actor,
  acting: Acting | null,
  { name, role, scopes = [], expiresAt }: CreateTokenBody,
  requestId: string,
): Promise<CreatedToken> {
  if (acting === null && !actor.provider) throw new AppError('not_found', { meta: { reason: 'in no tenant' } });
  if (acting === null ? role !== undefined : role === undefined)
    throw new AppError('validation_failed', {
      errors: [fieldFault('role', acting === null ? 'field.roleOfProvider' : 'field.missing')],
    });
  if (acting && role && !isWithin(role, acting.role))
    throw new AppError('validation_failed', { errors: [fieldFault('role', 'field.roleAbove')] });
  const lifeMs = Date.parse(expiresAt) - Date.now();
  if (lifeMs <= 0 || lifeMs > longestTokenDays * dayMs)
    throw new AppError('validation_failed', {
      errors: [fieldFault('expiresAt', 'field.tokenLife', { max: longestTokenDays })],
    });
  const { secret, hash } = makeSecret(tokenPrefix);
  return db().$transaction(async (tx) => {
    // One after another, so that the limit holds.
    await tx.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${actor.userId} FOR NO KEY UPDATE`;
    if ((await tx.apiToken.count({ where: { userId: actor.userId } })) >= mostTokens)
      throw new AppError('conflict', { detail: say('account.tokensMost', { max: mostTokens }) });
    const row = await tx.apiToken.create({
      data: {
        userId: actor.userId,
        tenantId: acting?.tenant.id ?? null,
        name,
        role: role ?? null,
        scopes: [...scopes],
        tokenHash: hash,
        expiresAt,
      },
      select: tokenShape,
    });
    await audit(tx, {
      tenantId: acting?.tenant.id ?? null,
      actor: { id: actor.userId, name: actor.name },
      action: 'token.create',
      object: { kind: 'token', id: row.id, name },
      outcome: 'SUCCEEDED',
      after: { role: role ?? null, scopes: [...scopes], expiresAt },
      requestId,
    });
    return { ...present(row), token: secret };
  });
}

/** Revokes a token of one's own: it lets nobody in any more, and what it has open ends. `not_found` for another person's. */
export async function revokeToken(actor: Actor, id: string, requestId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const row = await tx.apiToken.findFirst({
      where: { id, userId: actor.userId },
      select: { name: true, tenantId: true, role: true, scopes: true, expiresAt: true },
    });
    if (!row) throw new AppError('not_found', { meta: { kind: 'token' } });
    const { count } = await tx.apiToken.deleteMany({ where: { id } });
    if (count === 0) throw new AppError('not_found', { meta: { kind: 'token' } });
    const { name, tenantId, role, scopes, expiresAt } = row;
    await audit(tx, {
      tenantId,
      actor: { id: actor.userId, name: actor.name },
      action: 'token.revoke',
      object: { kind: 'token', id, name },
      outcome: 'SUCCEEDED',
      before: { role, scopes, expiresAt: expiresAt.toISOString() },
      requestId,
    });
  });
}

type TokenRow = Prisma.ApiTokenGetPayload<{ select: typeof tokenShape }>;

function present({ membership, createdAt, expiresAt, lastUsedAt, scopes, ...row }: TokenRow): ApiToken {
  return {
    ...row,
    tenant: membership?.tenant ?? null,
    scopes: scopes.flatMap((scope) => TokenScope.safeParse(scope).data ?? []),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
