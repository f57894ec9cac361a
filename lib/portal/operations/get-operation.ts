import 'server-only';
import type { Operation } from '@/lib/contracts/operation';
import { requireOperation } from '@/lib/portal/scope/owned-operation';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentOperation } from './present-operation';

/** One piece of work on a machine of the tenant. */
export async function getOperation(scope: TenantScope, id: string): Promise<Operation> {
  return presentOperation(await requireOperation(scope, id), scope.tenant.id);
}
