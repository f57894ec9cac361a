import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { PortalSession } from '@/e2e/api/portal-session';
import type { Machine, MachineList } from '@/lib/contracts/machine';

export type Wanted = (machine: Machine) => boolean;

/** As long as a slow test may take. */
const idleMs = 6 * 60_000;

/** Present, idle, with a history, and without a schedule that would start work during a test. */
export function isIdle(machine: Machine): boolean {
  const startsSoon = machine.nextRunAt !== null && Date.parse(machine.nextRunAt) < Date.now() + idleMs;
  return machine.present && machine.operation === null && machine.lastSuccessAt !== null && !startsSoon;
}

/** All machines of the session's active tenant. */
export async function machinesOf(session: PortalSession): Promise<Machine[]> {
  const answer = await session.call('/api/v1/machines?pageSize=200');
  return (answer.json as MachineList).items;
}

/**
 * Machines that no other test of this run gets. A folder created in `folder` is the claim: creating one succeeds once,
 * for any worker. Throws when too few are left.
 */
export async function claimMachines(
  session: PortalSession,
  folder: string,
  count: number,
  wanted: Wanted,
): Promise<Machine[]> {
  const claimed: Machine[] = [];
  for (const machine of await machinesOf(session)) {
    if (claimed.length === count) break;
    if (wanted(machine) && claim(folder, machine.guid)) claimed.push(machine);
  }
  if (claimed.length < count) throw new Error(`only ${claimed.length} of ${count} machines are left for this test`);
  return claimed;
}

/** Whether this call made the claim; a second one for the same machine does not. */
export function claim(folder: string, guid: string): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    mkdirSync(path.join(folder, guid));
    return true;
  } catch {
    return false;
  }
}
