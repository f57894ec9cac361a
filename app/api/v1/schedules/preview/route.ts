import { Preview, PreviewBody } from '@/lib/contracts/schedule';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { previewSchedule } from '@/lib/portal/schedules/read-schedules';

export const POST = tenantRoute({
  method: 'POST',
  path: '/api/v1/schedules/preview',
  summary: 'When a schedule would run, with warnings; nothing is stored',
  permission: 'policy:read',
  body: PreviewBody,
  answer: Preview,
  handler: ({ body }) => Promise.resolve(previewSchedule(body)),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
