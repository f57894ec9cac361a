import { prove } from '@/lib/auth/prove-password';
import { ProveBody } from '@/lib/contracts/account';
import { NoContent } from '@/lib/contracts/scalar';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { sessionRoute } from '@/lib/http/routes/api-routes';

export const POST = sessionRoute({
  method: 'POST',
  path: '/api/v1/me/proof',
  summary: 'Prove again who is signed in, for what answered `proof_required`',
  body: ProveBody,
  answer: NoContent,
  status: 204,
  handler: ({ actor, body, address, requestId }) => prove(actor, body.password, { address, requestId }),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
