import 'server-only';
import type { Machine } from '@/lib/contracts/machine';
import type { MachineRow } from '@/lib/mirror/queries/machine-list';
import { currentOperations } from '@/lib/portal/operations/current-operations';
import { presentOperations } from '@/lib/portal/operations/present-operation';
import { presentMachine } from './present-machine';

/** Machines of a tenant with the work that is under way on each. */
export async function presentMachines(rows: readonly MachineRow[], tenantId: string): Promise<Machine[]> {
  const current = await currentOperations(rows.map((row) => row.guid));
  const operations = new Map(
    (await presentOperations([...current.values()], tenantId)).map((operation) => [operation.machine.guid, operation]),
  );
  return rows.map((row) => presentMachine(row, operations.get(row.guid) ?? null));
}
