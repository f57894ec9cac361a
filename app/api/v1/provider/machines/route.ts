import { ProviderMachineList, ProviderMachineListQuery } from '@/lib/contracts/provider';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { providerRoute } from '@/lib/http/routes/api-routes';
import { listProviderMachines } from '@/lib/portal/provider/list-machines';

export const GET = providerRoute({
  method: 'GET',
  path: '/api/v1/provider/machines',
  summary: 'List every machine with its owner',
  query: ProviderMachineListQuery,
  answer: ProviderMachineList,
  handler: ({ scope, query }) => listProviderMachines(scope, query),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
