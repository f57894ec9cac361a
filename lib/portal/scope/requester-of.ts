import type { Requester } from '@/lib/journal/requester';
import type { TenantScope } from './tenant-scope';

/** The person behind a scope, as journal and audit record them. */
export function requesterOf({ tenant, actor, requestId }: TenantScope): Requester {
  return { tenantId: tenant.id, userId: actor.userId, name: actor.name, requestId };
}
