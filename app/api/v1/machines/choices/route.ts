import { MachineChoices } from '@/lib/contracts/machine';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { machineChoices } from '@/lib/portal/machines/list-machines';

export const GET = tenantRoute({
  method: 'GET',
  path: '/api/v1/machines/choices',
  summary: "List the tenant's machines at once, to choose many among them",
  permission: 'machine:read',
  answer: MachineChoices,
  handler: ({ scope }) => machineChoices(scope),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
