import 'server-only';
import type { InviteBody, Invited, MemberList, MemberListQuery } from '@/lib/contracts/member';
import { isReadOnlyCall } from '@/lib/core/call-context';
import { auditTally } from '@/lib/db/audit-tally';
import { db, lockedTransaction } from '@/lib/db/client';
import { requireTenant } from '@/lib/portal/scope/provider-tenants';
import type { ProviderScope, ProviderWriteScope } from '@/lib/portal/scope/tenant-scope';
import { lockMembers } from './change-members';
import { invite } from './invite-member';
import { listMembersOf } from './read-members';

/** The members of a tenant for the provider. That somebody looked stands in the tenant's audit trail. */
export async function listTenantMembers(
  scope: ProviderScope,
  slug: string,
  query: MemberListQuery,
): Promise<MemberList> {
  const { actor, requestId } = scope;
  const { id, name } = await requireTenant(db(), scope, slug, { id: true, name: true });
  // One entry for each quarter of an hour: pages read again and again by themselves.
  if (!isReadOnlyCall())
    await auditTally(
      db(),
      [
        {
          tenantId: id,
          actor: { id: actor.userId, name: actor.name },
          action: 'provider.read-members',
          object: { kind: 'tenant', id, name },
          outcome: 'SUCCEEDED',
          requestId,
        },
      ],
      `${actor.userId} ${id}`,
      new Date(),
    );
  return listMembersOf(id, query, true);
}

/** Invites somebody into a tenant, such as its first administrator. */
export async function inviteTenantMember(scope: ProviderWriteScope, slug: string, body: InviteBody): Promise<Invited> {
  const { actor, requestId } = scope;
  const { id } = await requireTenant(db(), scope, slug, { id: true });
  return lockedTransaction(
    (tx) => lockMembers(tx, id),
    (tx) => invite(tx, { tenantId: id, actor: { id: actor.userId, name: actor.name }, requestId }, body),
  );
}
