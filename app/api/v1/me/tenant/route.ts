import { Me, SwitchTenantBody } from '@/lib/contracts/me';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { sessionRoute } from '@/lib/http/routes/api-routes';
import { switchTenant } from '@/lib/portal/me/me';

export const PUT = sessionRoute({
  method: 'PUT',
  path: '/api/v1/me/tenant',
  summary: 'Make another tenant the active one of this session',
  body: SwitchTenantBody,
  answer: Me,
  handler: ({ actor, body, requestId }) => switchTenant(actor, body.tenant, requestId),
});
export const { GET, POST, PATCH, DELETE, OPTIONS } = noOtherMethods;
