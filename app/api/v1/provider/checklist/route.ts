import { Checklist } from '@/lib/contracts/provider';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { providerRoute } from '@/lib/http/routes/api-routes';
import { getChecklist } from '@/lib/portal/provider/get-checklist';

export const GET = providerRoute({
  method: 'GET',
  path: '/api/v1/provider/checklist',
  summary: 'What a new provider does first, and how far it is done',
  answer: Checklist,
  handler: ({ scope }) => getChecklist(scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
