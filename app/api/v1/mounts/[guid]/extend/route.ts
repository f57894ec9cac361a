import * as z from 'zod';
import { OperationAnswer } from '@/lib/contracts/operation';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { GuidParams } from '@/lib/http/request/parse-input';
import { tenantRoute } from '@/lib/http/routes/api-routes';
import { extendMount } from '@/lib/portal/mounts/change-mount';

export const POST = tenantRoute({
  method: 'POST',
  path: '/api/v1/mounts/{guid}/extend',
  summary: 'Give a mount the time that it was ordered for once more, from now on',
  permission: 'mount:run',
  idempotent: true,
  params: GuidParams,
  body: z.strictObject({}),
  answer: OperationAnswer,
  status: 202,
  handler: ({ scope, params, idempotencyKey }) => extendMount(scope, params.guid, idempotencyKey),
});
export const { GET, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
