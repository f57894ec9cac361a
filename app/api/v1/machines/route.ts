import { MachineList, MachineListQuery } from '@/lib/contracts/machine';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { listMachines } from '@/lib/portal/machines/list-machines';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/machines',
  summary: "List the tenant's machines, those that no longer exist included",
  permission: 'machine:read',
  query: MachineListQuery,
  answer: MachineList,
  handler: ({ scope, query }) => listMachines(scope, query),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
