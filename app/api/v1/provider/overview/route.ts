import { ProviderOverview } from '@/lib/contracts/provider-overview';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { providerRoute } from '@/lib/http/routes/api-routes';
import { getProviderOverview } from '@/lib/portal/provider/get-provider-overview';

export const GET = providerRoute({
  method: 'GET',
  path: '/api/v1/provider/overview',
  summary: 'How well each tenant is protected, now and a day ago, in counts only',
  answer: ProviderOverview,
  handler: ({ scope }) => getProviderOverview(scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
