import { CreateScheduleBody, ScheduleDetail, ScheduleList, ScheduleListQuery } from '@/lib/contracts/schedule';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { listSchedules } from '@/lib/portal/schedules/read-schedules';
import { createSchedule } from '@/lib/portal/schedules/write-schedule';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/schedules',
  summary: 'List the schedules of the policies that the tenant may see',
  permission: 'policy:read',
  query: ScheduleListQuery,
  answer: ScheduleList,
  handler: ({ scope, query }) => listSchedules(scope, query),
});
export const POST = tenantRoute({
  method: 'POST',
  path: '/api/v1/schedules',
  summary: 'Add a schedule to a policy',
  permission: 'policy:write',
  body: CreateScheduleBody,
  answer: ScheduleDetail,
  status: 201,
  mayBeIdempotent: true,
  handler: ({ scope, body, optionalKey }) => createSchedule(scope, body, optionalKey),
});
export const { PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
