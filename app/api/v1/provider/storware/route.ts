import { StorwareLink } from '@/lib/contracts/provider';
import { noOtherMethods } from '@/lib/http/no-other-methods';
import { providerRoute } from '@/lib/http/provider-route';
import { getStorwareLink } from '@/lib/portal/provider/get-storware-link';

export const GET = providerRoute({
  method: 'GET',
  path: '/api/v1/provider/storware',
  summary: 'The link to Storware: reachable, how fast, and how old each kind of data is',
  answer: StorwareLink,
  handler: ({ scope }) => getStorwareLink(scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
