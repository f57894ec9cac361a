import { Entitlements, PutEntitlementsBody } from '@/lib/contracts/provider';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { TenantParams } from '@/lib/http/request/parse-input';
import { providerRoute } from '@/lib/http/routes/api-routes';
import { getEntitlements, putEntitlements } from '@/lib/portal/provider/entitlements';

export const GET = providerRoute({
  method: 'GET',
  path: '/api/v1/provider/tenants/{slug}/entitlements',
  summary: 'What a tenant may use without owning it: backup destinations and places to restore to',
  params: TenantParams,
  answer: Entitlements,
  handler: ({ scope, params }) => getEntitlements(scope, params.slug),
});
export const PUT = providerRoute({
  method: 'PUT',
  path: '/api/v1/provider/tenants/{slug}/entitlements',
  summary: 'Replace what a tenant may use; what is not named is taken away',
  params: TenantParams,
  body: PutEntitlementsBody,
  answer: Entitlements,
  handler: ({ scope, params, body }) => putEntitlements(scope, params.slug, body),
});
export const { POST, PATCH, DELETE, OPTIONS } = noOtherMethods;
