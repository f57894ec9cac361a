import 'server-only';
import { defaultRetention } from '@/lib/contracts/policy';
import type { PolicyOptions } from '@/lib/contracts/policy';
import { entitledTargets, isEntitledToAny } from '@/lib/portal/backups/backup-targets';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';

/** What a new policy of the tenant may choose from. */
export async function getPolicyOptions(scope: TenantScope): Promise<PolicyOptions> {
  const targets = await entitledTargets(scope);
  return {
    destinations: targets.map(({ guid, name }, index) => ({ guid, name, default: index === 0 })),
    destinationsReason: targets.length === 0 ? await whyNone(scope) : null,
    timeZone: scope.tenant.timeZone,
    retention: defaultRetention,
  };
}

async function whyNone(scope: TenantScope): Promise<string> {
  return (await isEntitledToAny(scope))
    ? 'The destination that your provider gave you to store backups at is gone. Ask your provider for another one.'
    : 'Your provider has not given you a destination to store backups at. Ask your provider for one.';
}
