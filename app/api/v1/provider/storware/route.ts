import { StorwareLink } from '@/lib/contracts/provider';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { providerRoute } from '@/lib/http/routes/api-routes';
import { getStorwareLink } from '@/lib/portal/provider/storware-link';

export const GET = providerRoute({
  method: 'GET',
  path: '/api/v1/provider/storware',
  summary: 'The link to Storware: reachable, how fast, and how old each kind of data is',
  answer: StorwareLink,
  handler: ({ scope }) => getStorwareLink(scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
