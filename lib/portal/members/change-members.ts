import 'server-only';
import { rolePermissions } from '@/lib/contracts/me';
import type { Role } from '@/lib/contracts/me';
import type { ChangeMemberBody, Member } from '@/lib/contracts/member';
import { AppError } from '@/lib/core/app-error';
import { say } from '@/lib/core/say';
import { audit } from '@/lib/db/audit';
import type { AuditInput } from '@/lib/db/audit';
import { lockedTransaction } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentInvitation, presentMembership } from './read-members';

/** Makes the changes to a tenant's members happen one after another, over all processes. */
export async function lockMembers(tx: Tx, tenantId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Tenant" WHERE "id" = ${tenantId} FOR NO KEY UPDATE`;
}

/** Throws `forbidden` unless the caller is still an administrator: the one who went before may have lowered or removed them. */
export async function requireAdministratorNow(tx: Tx, { actor, tenant }: TenantScope): Promise<void> {
  const now = await tx.membership.findUnique({
    where: { userId_tenantId: { userId: actor.userId, tenantId: tenant.id } },
    select: { role: true },
  });
  if (!now || !isAdministrator(now.role))
    throw new AppError('forbidden', {
      detail: say('access.roleLacks', { tenant: tenant.name, permission: 'member:write' }),
    });
}

const isAdministrator = (role: Role): boolean => rolePermissions[role].includes('member:write');

/** Throws `last_admin` unless the tenant has an administrator beside `userId`. */
async function requireAnotherAdministrator(tx: Tx, { tenant }: TenantScope, userId: string): Promise<void> {
  const others = await tx.membership.count({
    where: { tenantId: tenant.id, role: 'ADMIN', userId: { not: userId }, user: { disabledAt: null } },
  });
  if (others === 0) throw new AppError('last_admin', { detail: say('member.lastAdmin', { tenant: tenant.name }) });
}

type Found =
  | { kind: 'member'; row: NonNullable<Awaited<ReturnType<typeof findMembership>>> }
  | { kind: 'invitation'; row: NonNullable<Awaited<ReturnType<typeof findInvitation>>> };

const findMembership = (tx: Tx, tenantId: string, userId: string) =>
  tx.membership.findUnique({
    where: { userId_tenantId: { userId, tenantId } },
    select: { role: true, lastUsedAt: true, user: { select: { id: true, name: true, email: true } } },
  });
const findInvitation = (tx: Tx, tenantId: string, id: string) => tx.invitation.findFirst({ where: { id, tenantId } });

/** The member or invitation of the tenant; `not_found` for another tenant's. */
async function requireMember(tx: Tx, tenantId: string, id: string): Promise<Found> {
  const member = await findMembership(tx, tenantId, id);
  if (member) return { kind: 'member', row: member };
  const invitation = await findInvitation(tx, tenantId, id);
  if (invitation) return { kind: 'invitation', row: invitation };
  throw new AppError('not_found', { meta: { kind: 'member' } });
}

function writeOnMembers<T>(scope: TenantScope, id: string, work: (tx: Tx, found: Found) => Promise<T>): Promise<T> {
  const { id: tenantId } = scope.tenant;
  return lockedTransaction(
    (tx) => lockMembers(tx, tenantId),
    async (tx) => {
      await requireAdministratorNow(tx, scope);
      return work(tx, await requireMember(tx, tenantId, id));
    },
  );
}

/**
 * Gives a member, or an invitation, another role. What the person has open and may see no more ends at once. Throws
 * `last_admin` for the tenant's last administrator.
 */
export function changeMember(scope: TenantScope, id: string, { role }: ChangeMemberBody): Promise<Member> {
  return writeOnMembers(scope, id, async (tx, found) => {
    const before = found.row.role;
    if (before !== role) {
      if (found.kind === 'member' && isAdministrator(before) && !isAdministrator(role))
        await requireAnotherAdministrator(tx, scope, id);
      if (found.kind === 'member')
        await tx.membership.update({
          where: { userId_tenantId: { userId: id, tenantId: scope.tenant.id } },
          data: { role },
        });
      else await tx.invitation.update({ where: { id }, data: { role } });
      await audit(tx, entry(scope, found, 'member.change', { before: { role: before }, after: { role } }));
    }
    return found.kind === 'member'
      ? presentMembership({ ...found.row, role })
      : presentInvitation({ ...found.row, role });
  });
}

/**
 * Removes a member, or withdraws an invitation. Everything that the person has open in this tenant ends at once. Throws
 * `last_admin` for the tenant's last administrator.
 */
export function removeMember(scope: TenantScope, id: string): Promise<void> {
  return writeOnMembers(scope, id, async (tx, found) => {
    const { role } = found.row;
    if (found.kind === 'member') {
      if (isAdministrator(role)) await requireAnotherAdministrator(tx, scope, id);
      await tx.membership.delete({ where: { userId_tenantId: { userId: id, tenantId: scope.tenant.id } } });
    } else {
      await tx.invitation.delete({ where: { id } });
    }
    const action = found.kind === 'member' ? 'member.remove' : 'member.withdraw-invitation';
    await audit(tx, entry(scope, found, action, { before: { role } }));
  });
}

function entry(
  { actor, requestId, tenant }: TenantScope,
  found: Found,
  action: AuditInput['action'],
  change: Pick<AuditInput, 'before' | 'after'>,
): AuditInput {
  const object =
    found.kind === 'member'
      ? { kind: 'user', id: found.row.user.id, name: found.row.user.name }
      : { kind: 'invitation', id: found.row.id, name: found.row.email };
  return {
    tenantId: tenant.id,
    actor: { id: actor.userId, name: actor.name },
    action,
    object,
    outcome: 'SUCCEEDED',
    ...change,
    requestId,
  };
}
