import { Invited } from '@/lib/contracts/member';
import { ProviderTenantDetail } from '@/lib/contracts/tenant';
import type { Ids } from './isolation-matrix';
import { newKey } from './portal-session';
import type { PortalSession } from './portal-session';

/** Ids of two open invitations of the tenant, of which one may be withdrawn; `admin` is one of the tenant's. */
export async function memberIds(admin: PortalSession): Promise<Pick<Ids, 'member' | 'endingMember'>> {
  const invite = async (): Promise<string> => {
    const body = { email: `${newKey()}@invited.test`, role: 'VIEWER' };
    const answer = await admin.call('/api/v1/members', { method: 'POST', body });
    if (answer.status !== 201) throw new Error(`not invited: ${answer.status} ${answer.text}`);
    return Invited.parse(answer.json).member.id;
  };
  return { member: await invite(), endingMember: await invite() };
}

/** The short name of a new tenant that owns nothing. */
export async function tenantIds(provider: PortalSession): Promise<Pick<Ids, 'endingTenant'>> {
  const body = { name: `Ending ${newKey()}` };
  const answer = await provider.call('/api/v1/provider/tenants', { method: 'POST', body });
  if (answer.status !== 201) throw new Error(`no tenant: ${answer.status} ${answer.text}`);
  return { endingTenant: ProviderTenantDetail.parse(answer.json).slug };
}
