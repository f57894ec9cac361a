import 'server-only';
import type { AcceptInvitationBody } from '@/lib/contracts/member';
import type { Role } from '@/lib/contracts/me';
import type { Actor } from '@/lib/core/actor';
import { AppError } from '@/lib/core/app-error';
import { hashOfSecret } from '@/lib/core/one-time-link';
import { say } from '@/lib/core/say';
import { audit } from '@/lib/db/audit';
import { db } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { openedByLink } from './link-throttle';
import { hashPassword } from './password';
import { passwordFaults } from './password-rules';

/** What the page of an invitation shows. */
export type ShownInvitation = {
  readonly tenant: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly expiresAt: string;
  /** The invited person signs in instead of making an account. */
  readonly hasAccount: boolean;
};

type From = { readonly address: string; readonly requestId: string; readonly now?: Date };

/** The invitation of a link, for its page. Throws `not_found` and `rate_limited` as `openedByLink` does. */
export function readInvitation(
  token: string,
  { address, requestId, now = new Date() }: From,
): Promise<ShownInvitation> {
  return openedByLink(
    address,
    async () => {
      const row = await openInvitation(token, now);
      if (!row) return null;
      const { email, role, invitedByName: invitedBy, tenant, expiresAt } = row;
      const hasAccount = (await db().user.count({ where: { email } })) > 0;
      return { tenant: tenant.name, email, role, invitedBy, expiresAt: expiresAt.toISOString(), hasAccount };
    },
    { requestId, now },
  );
}

const openInvitation = (token: string, now: Date) =>
  db().invitation.findFirst({
    where: { tokenHash: hashOfSecret(token), expiresAt: { gt: now } },
    include: { tenant: { select: { name: true } } },
  });

type Taken = { id: string; tenantId: string; email: string; role: Role; invitedByName: string };

/** Uses an invitation up; null when it was used meanwhile. The second of two that come at once waits for the first. */
async function takeInvitation(tx: Tx, token: string, now: Date): Promise<Taken | null> {
  const [taken] = await tx.$queryRaw<Taken[]>`
    DELETE FROM "Invitation" WHERE "tokenHash" = ${hashOfSecret(token)} AND "expiresAt" > ${now}
    RETURNING "id", "tenantId", "email", "role"::text AS "role", "invitedByName"`;
  return taken ?? null;
}

/**
 * Accepts an invitation by making the account of the invited person. Throws `conflict` when the address has an account,
 * whose owner signs in and joins instead.
 */
export function acceptInvitation(
  { token, name, password }: AcceptInvitationBody,
  { address, requestId, now = new Date() }: From,
): Promise<{ email: string }> {
  return openedByLink(
    address,
    async () => {
      // Hashing is slow: only for who has a link that opens something.
      if (!(await openInvitation(token, now))) return null;
      const faults = passwordFaults('password', password);
      if (faults.length > 0) throw new AppError('validation_failed', { errors: faults });
      const passwordHash = await hashPassword(password);
      return db().$transaction(async (tx) => {
        const taken = await takeInvitation(tx, token, now);
        if (!taken) return null;
        const { email } = taken;
        const [user] = await tx.user.createManyAndReturn({
          data: [{ email, name, passwordHash }],
          skipDuplicates: true,
          select: { id: true },
        });
        if (!user) throw new AppError('conflict', { detail: say('oneTimeLink.hasAccount') });
        await enter(tx, taken, { id: user.id, name }, requestId);
        return { email };
      });
    },
    { requestId, now },
  );
}

/** Accepts an invitation of the person who is signed in; the tenant is then the active one of the session. */
export async function joinTenant(
  actor: Actor,
  token: string,
  { requestId, now = new Date() }: { requestId: string; now?: Date },
): Promise<{ tenant: string }> {
  return openedByLink(
    actor.userId,
    () =>
      db().$transaction(async (tx) => {
        const taken = await takeInvitation(tx, token, now);
        if (!taken) return null;
        if (taken.email !== actor.email) throw new AppError('forbidden', { detail: say('oneTimeLink.otherPerson') });
        const { slug } = await enter(tx, taken, { id: actor.userId, name: actor.name }, requestId);
        await tx.session.updateMany({ where: { id: actor.sessionId }, data: { activeTenantId: taken.tenantId } });
        return { tenant: slug };
      }),
    { requestId, now },
  );
}

async function enter(
  tx: Tx,
  { tenantId, role, invitedByName }: Taken,
  person: { id: string; name: string },
  requestId: string,
): Promise<{ slug: string }> {
  await tx.membership.createMany({ data: [{ userId: person.id, tenantId, role }], skipDuplicates: true });
  await audit(tx, {
    tenantId,
    actor: person,
    action: 'member.join',
    object: { kind: 'user', ...person },
    outcome: 'SUCCEEDED',
    after: { role },
    detail: { invitedBy: invitedByName },
    requestId,
  });
  return tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { slug: true } });
}
