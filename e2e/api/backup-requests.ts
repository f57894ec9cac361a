import { isSettled, Operation } from '@/lib/contracts/operation';
import { StartBackupAnswer } from '@/lib/contracts/backup';
import { until } from '@/scripts/support/until';
import type { SimulatedTask } from '@/scripts/test-support/simulator-control';
import { newKey } from './portal-session';
import type { ApiAnswer, PortalSession } from './portal-session';
import type { PrivateStack } from './private-stack';

/** Requests a full backup of these machines; with the same key it is the same intended action. */
export function requestBackup(
  session: PortalSession,
  machines: readonly string[],
  key = newKey(),
  type: 'FULL' | 'INCREMENTAL' = 'FULL',
): Promise<ApiAnswer> {
  return session.call('/api/v1/backups', {
    method: 'POST',
    headers: { 'Idempotency-Key': key },
    body: { machines, type },
  });
}

/** The one operation of an accepted request; throws when it was not accepted. */
export function operationOf(answer: ApiAnswer): Operation {
  if (answer.status !== 202) throw new Error(`not accepted: ${answer.status} ${answer.text}`);
  const [operation, ...others] = StartBackupAnswer.parse(answer.json).operations;
  if (!operation || others.length > 0) throw new Error(`not one operation: ${answer.text}`);
  return operation;
}

/** The operation as the portal returns it now. */
export async function readOperation(session: PortalSession, id: string): Promise<Operation> {
  return Operation.parse((await session.call(`/api/v1/operations/${id}`)).json);
}

/** Waits until the state of the operation is final. */
export function settled(session: PortalSession, id: string, timeoutMs = 60_000): Promise<Operation> {
  return until(`operation ${id} to end`, timeoutMs, async () => {
    const operation = await readOperation(session, id);
    return isSettled(operation.state) ? operation : null;
  });
}

/** Exports that Storware really got for this machine. */
export async function exportsOf({ simulator }: PrivateStack, machine: string): Promise<SimulatedTask[]> {
  return (await simulator.control.tasks(machine)).filter(({ type }) => type === 'EXPORT');
}
