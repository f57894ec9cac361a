import 'server-only';
import type { MachineList, MachineListQuery } from '@/lib/contracts/machine';
import { asOf } from '@/lib/mirror/queries/as-of';
import { listTenantMachines } from '@/lib/mirror/queries/machine-list';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { presentMachines } from './present-machines';

/** One page of the tenant's machines, those that are gone included. */
export async function listMachines(scope: TenantScope, query: MachineListQuery): Promise<MachineList> {
  const { rows, total } = await listTenantMachines(scope.tenant.id, query);
  const heard = await asOf('machines');
  return {
    items: await presentMachines(rows, scope.tenant.id),
    page: query.page,
    pageSize: query.pageSize,
    total,
    asOf: heard?.toISOString() ?? null,
  };
}
