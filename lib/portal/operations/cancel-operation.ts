import 'server-only';
import { isSettled } from '@/lib/contracts/operation';
import type { OperationAnswer } from '@/lib/contracts/operation';
import { AppError } from '@/lib/core/app-error';
import { cancelOperation as cancelInJournal } from '@/lib/journal/cancel-operation';
import { requireMachine } from '@/lib/portal/scope/owned-machine';
import { requireOperation } from '@/lib/portal/scope/owned-operation';
import { requesterOf } from '@/lib/portal/scope/requester-of';
import type { TenantScope } from '@/lib/portal/scope/tenant-scope';
import { getOperation } from './get-operation';

/** Asks Storware to cancel; the answer says CANCELLING as long as it is only a wish. Errors: see the journal. */
export async function cancelOperation(scope: TenantScope, id: string): Promise<OperationAnswer> {
  const operation = await requireOperation(scope, id);
  if (isSettled(operation.state))
    throw new AppError('conflict', { detail: 'This work has already ended; there is nothing to cancel.' });
  const machine = await requireMachine(scope, operation.machineGuid);
  await cancelInJournal(requesterOf(scope), id, machine.handle);
  return { operation: await getOperation(scope, id) };
}
