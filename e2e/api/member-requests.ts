import { OwnSessionList } from '@/lib/contracts/account';
import { Invited, MemberList } from '@/lib/contracts/member';
import { Me } from '@/lib/contracts/me';
import { ProviderTenantDetail } from '@/lib/contracts/tenant';
import { CreatedToken } from '@/lib/contracts/token';
import type { Ids } from './isolation-matrix';
import { newKey, PortalSession } from './portal-session';

type PeopleIds = Pick<Ids, 'member' | 'endingMember' | 'activeMember' | 'ownSession' | 'ownToken'>;

/**
 * Ids of two open invitations of the tenant, of which one may be withdrawn, of a member, and of another session and a
 * token of the caller; `admin` is one of the tenant's.
 */
export async function peopleIds(session: PortalSession, admin: PortalSession): Promise<PeopleIds> {
  const invite = async (): Promise<string> => {
    const body = { email: `${newKey()}@invited.test`, role: 'VIEWER' };
    const answer = await admin.call('/api/v1/members', { method: 'POST', body });
    if (answer.status !== 201) throw new Error(`not invited: ${answer.status} ${answer.text}`);
    return Invited.parse(answer.json).member.id;
  };
  const members = MemberList.parse((await admin.call('/api/v1/members?search=viewer%40')).json).items;
  const { user } = Me.parse((await session.call('/api/v1/me')).json);
  await PortalSession.signIn(session.portalUrl, user.email);
  const sessions = OwnSessionList.parse((await session.call('/api/v1/me/sessions')).json).items;
  const token = await session.call('/api/v1/me/tokens', {
    method: 'POST',
    body: { name: 'Tests', role: 'VIEWER', expiresAt: new Date(Date.now() + 86_400_000).toISOString() },
  });
  if (token.status !== 201) throw new Error(`no token: ${token.status} ${token.text}`);
  return {
    member: await invite(),
    endingMember: await invite(),
    activeMember: members[0]?.id ?? '',
    ownSession: sessions.find(({ current }) => !current)?.id ?? '',
    ownToken: CreatedToken.parse(token.json).id,
  };
}

/** The short name of a new tenant that owns nothing. */
export async function tenantIds(provider: PortalSession): Promise<Pick<Ids, 'endingTenant'>> {
  const body = { name: `Ending ${newKey()}` };
  const answer = await provider.call('/api/v1/provider/tenants', { method: 'POST', body });
  if (answer.status !== 201) throw new Error(`no tenant: ${answer.status} ${answer.text}`);
  return { endingTenant: ProviderTenantDetail.parse(answer.json).slug };
}
