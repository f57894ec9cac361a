import { ChooseLanguageBody, Me } from '@/lib/contracts/me';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { sessionRoute } from '@/lib/http/routes/api-routes';
import { chooseLanguage } from '@/lib/portal/me/me';

export const PUT = sessionRoute({
  method: 'PUT',
  path: '/api/v1/me/language',
  summary: 'Keep the language that the portal speaks to this person',
  body: ChooseLanguageBody,
  answer: Me,
  handler: ({ actor, scope, body }) => chooseLanguage(actor, scope, body.language),
});
export const { GET, POST, PATCH, DELETE, OPTIONS } = noOtherMethods;
