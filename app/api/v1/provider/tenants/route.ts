import { CreateTenantBody, ProviderTenantDetail, ProviderTenantList } from '@/lib/contracts/tenant';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { providerRoute } from '@/lib/http/routes/api-routes';
import { createTenant } from '@/lib/portal/provider/change-tenants';
import { listTenants } from '@/lib/portal/provider/read-tenants';

export const GET = providerRoute({
  method: 'GET',
  path: '/api/v1/provider/tenants',
  summary: 'List the tenants with how many machines and members each has',
  answer: ProviderTenantList,
  handler: ({ scope }) => listTenants(scope),
});
export const POST = providerRoute({
  method: 'POST',
  path: '/api/v1/provider/tenants',
  summary: 'Make a tenant; its short name is made from the name unless one is given',
  body: CreateTenantBody,
  answer: ProviderTenantDetail,
  status: 201,
  handler: ({ scope, body }) => createTenant(scope, body),
});
export const { PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
