import 'server-only';
import { lockedTransaction } from '@/lib/db/client';
import type { Tx } from '@/lib/db/client';
import { lockSpaces } from '@/lib/db/lock-spaces';

/**
 * Runs `work` in a transaction that no other process has open for the same machine: the answer of our own
 * call and the task list may tell of the same task at the same moment.
 */
export function withMachine<T>(machineGuid: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withMachines([machineGuid], work);
}

/** The same for several machines at once, in the order that keeps two such transactions from waiting for each other. */
export function withMachines<T>(machineGuids: readonly string[], work: (tx: Tx) => Promise<T>): Promise<T> {
  const inOrder = [...new Set(machineGuids)].sort((a, b) => (a < b ? -1 : 1));
  return lockedTransaction(async (tx) => {
    for (const guid of inOrder) await lockMachine(tx, guid);
  }, work);
}

/** The same lock inside a transaction that is already open; take several in the order of their guids. */
export async function lockMachine(tx: Tx, machineGuid: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpaces.machine}::int, hashtext(${machineGuid}))`;
}
