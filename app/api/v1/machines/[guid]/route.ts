import { MachineDetail } from '@/lib/contracts/machine';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { getMachine } from '@/lib/portal/machines/get-machine';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/machines/{guid}',
  summary: 'One machine with its disks, schedules and last backups',
  permission: 'machine:read',
  params: GuidParams,
  answer: MachineDetail,
  handler: ({ scope, params }) => getMachine(scope, params.guid),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
