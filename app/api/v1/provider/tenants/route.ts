import { ProviderTenantList } from '@/lib/contracts/provider';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { providerRoute } from '@/lib/http/routes/api-routes';
import { listTenants } from '@/lib/portal/provider/list-machines-and-tenants';

export const GET = providerRoute({
  method: 'GET',
  path: '/api/v1/provider/tenants',
  summary: 'List the tenants with how many machines and members each has',
  answer: ProviderTenantList,
  handler: ({ scope }) => listTenants(scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
