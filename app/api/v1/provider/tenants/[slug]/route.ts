import { NoContent } from '@/lib/contracts/scalar';
import { ChangeTenantBody, DeleteTenantBody, ProviderTenantDetail } from '@/lib/contracts/tenant';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { TenantParams } from '@/lib/http/request/parse-input';
import { providerRoute } from '@/lib/http/routes/api-routes';
import { changeTenant } from '@/lib/portal/provider/change-tenants';
import { deleteTenant } from '@/lib/portal/provider/delete-tenant';
import { getTenant } from '@/lib/portal/provider/read-tenants';

export const GET = providerRoute({
  method: 'GET',
  path: '/api/v1/provider/tenants/{slug}',
  summary: 'A tenant with what it owns',
  params: TenantParams,
  answer: ProviderTenantDetail,
  handler: ({ scope, params }) => getTenant(scope, params.slug),
});
export const PATCH = providerRoute({
  method: 'PATCH',
  path: '/api/v1/provider/tenants/{slug}',
  summary: 'Change a tenant: what is absent stays; suspending and resuming need a reason',
  params: TenantParams,
  body: ChangeTenantBody,
  answer: ProviderTenantDetail,
  handler: ({ scope, params, body }) => changeTenant(scope, params.slug, body),
});
export const DELETE = providerRoute({
  method: 'DELETE',
  path: '/api/v1/provider/tenants/{slug}',
  needsProof: true,
  summary: 'Delete a tenant that owns nothing, or hand over to another tenant what it owns and delete it',
  params: TenantParams,
  body: DeleteTenantBody,
  answer: NoContent,
  status: 204,
  handler: ({ scope, params, body }) => deleteTenant(scope, params.slug, body),
});
export const { POST, PUT, OPTIONS } = noOtherMethods;
