import { CapabilityList } from '@/lib/contracts/provider';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { providerRoute } from '@/lib/http/routes/api-routes';
import { listCapabilities } from '@/lib/portal/provider/storware-link';

export const GET = providerRoute({
  method: 'GET',
  path: '/api/v1/provider/capabilities',
  summary:
    'What the Storware server offers beyond the vendor’s integration guide, why the rest is missing, and what tenants miss without it',
  answer: CapabilityList,
  handler: ({ scope }) => listCapabilities(scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
