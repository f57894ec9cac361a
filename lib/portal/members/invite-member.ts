import 'server-only';
import type { InviteBody, Invited } from '@/lib/contracts/member';
import { AppError } from '@/lib/core/app-error';
import { linkTo, makeSecret } from '@/lib/core/one-time-link';
import { say } from '@/lib/core/say';
import { audit } from '@/lib/db/audit';
import type { AuditInput } from '@/lib/db/audit';
import { lockedTransaction } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { lockMembers, requireAdministratorNow } from './change-members';
import { presentInvitation } from './read-members';

const invitationLivesMs = 7 * 24 * 60 * 60_000;

/**
 * Invites somebody into the tenant by a link that works once. An invitation of the same address is replaced: its link
 * works no more. Nothing of the answer depends on whether the address has an account. Throws `conflict` for a member.
 */
export function inviteMember(scope: TenantScope, body: InviteBody): Promise<Invited> {
  const { actor, requestId, tenant } = scope;
  return lockedTransaction(
    (tx) => lockMembers(tx, tenant.id),
    async (tx) => {
      await requireAdministratorNow(tx, scope);
      return invite(tx, { tenantId: tenant.id, actor: { id: actor.userId, name: actor.name }, requestId }, body);
    },
  );
}

type Inviting = Pick<AuditInput, 'requestId'> & { tenantId: string; actor: { id: string; name: string } };

/** The same for callers that have checked who invites, and locked the members of the tenant. */
export async function invite(
  tx: Tx,
  { tenantId, actor, requestId }: Inviting,
  { email, role }: InviteBody,
  now = new Date(),
): Promise<Invited> {
  if (await tx.membership.findFirst({ where: { tenantId, user: { email } }, select: { role: true } }))
    throw new AppError('conflict', { detail: say('member.alreadyIn', { email }) });
  const before = await tx.invitation.findUnique({ where: { tenantId_email: { tenantId, email } } });
  const { secret, hash } = makeSecret();
  const given = {
    role,
    tokenHash: hash,
    createdAt: now,
    expiresAt: new Date(now.getTime() + invitationLivesMs),
    invitedById: actor.id,
    invitedByName: actor.name,
  };
  const row = await tx.invitation.upsert({
    where: { tenantId_email: { tenantId, email } },
    create: { tenantId, email, ...given },
    update: given,
  });
  await audit(tx, {
    tenantId,
    actor,
    action: 'member.invite',
    object: { kind: 'invitation', id: row.id, name: email },
    outcome: 'SUCCEEDED',
    ...(before ? { before: { role: before.role, expiresAt: before.expiresAt.toISOString() } } : {}),
    after: { role, expiresAt: row.expiresAt.toISOString() },
    requestId,
  });
  return { member: presentInvitation(row), link: linkTo('/invite', secret), expiresAt: row.expiresAt.toISOString() };
}
