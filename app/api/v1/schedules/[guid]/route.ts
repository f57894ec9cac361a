import { DeleteScheduleAnswer, PutScheduleBody, ScheduleDetail } from '@/lib/contracts/schedule';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { getSchedule } from '@/lib/portal/schedules/read-schedules';
import { deleteSchedule, putSchedule } from '@/lib/portal/schedules/write-schedule';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/schedules/{guid}',
  summary: 'One schedule with its next runs and its history',
  permission: 'policy:read',
  params: GuidParams,
  answer: ScheduleDetail,
  handler: ({ scope, params }) => getSchedule(scope, params.guid),
});
export const PUT = tenantRoute({
  method: 'PUT',
  path: '/api/v1/schedules/{guid}',
  summary: 'Write a schedule whole',
  permission: 'policy:write',
  params: GuidParams,
  body: PutScheduleBody,
  answer: ScheduleDetail,
  handler: ({ scope, params, body }) => putSchedule(scope, params.guid, body),
});
export const DELETE = tenantRoute({
  method: 'DELETE',
  path: '/api/v1/schedules/{guid}',
  summary: 'Delete a schedule',
  permission: 'policy:write',
  params: GuidParams,
  answer: DeleteScheduleAnswer,
  handler: ({ scope, params }) => deleteSchedule(scope, params.guid),
});
export const { POST, PATCH, OPTIONS } = noOtherMethods;
