import 'server-only';
import type { Machine } from '@/lib/contracts/machine';
import type { MachineRow } from '@/lib/mirror/queries/machine-list';
import { currentOperations } from '@/lib/portal/operations/current-operations';
import { presentMachine } from './present-machine';

/** Machines of a tenant with the work that is under way on each. */
export async function presentMachines(rows: readonly MachineRow[], tenantId: string): Promise<Machine[]> {
  const operations = await currentOperations(rows.map((row) => row.guid));
  return rows.map((row) => presentMachine(row, operations.get(row.guid) ?? null, tenantId));
}
