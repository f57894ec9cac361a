import { clientOf } from '@/lib/storware/call-options';
import type { CallOptions } from '@/lib/storware/call-options';
import { ifOffered } from '@/lib/storware/capability/unavailable';
import { parseList } from '@/lib/storware/wire/parse-list';
import { WirePolicy } from '@/lib/storware/wire/wire-policy';
import { findMachine, listMachines } from './virtual-machines';

/** Of so many machines or more the whole inventory is read at once instead of each. */
const manyMachines = 40;

/**
 * The policy that each of these machines has now, null for none; a machine that the server does not know is left out. Asked in one
 * request where the server knows it (STORWARE_API.md 5.3.1: a POST that only asks, with bare guids), else told by the machines (guide).
 */
export async function policiesOfMachines(
  machineGuids: readonly string[],
  call?: CallOptions,
): Promise<Map<string, string | null>> {
  return (await ifOffered(() => askedAtOnce(machineGuids, call))) ?? toldByMachines(machineGuids, call);
}

/** Null where the policies do not name their machines. */
async function askedAtOnce(
  machineGuids: readonly string[],
  call?: CallOptions,
): Promise<Map<string, string | null> | null> {
  const client = clientOf(call);
  const answer = await client.read(
    { method: 'POST', template: '/policies/vm-backup/list-by-entities', body: { protectedEntities: machineGuids } },
    { signal: call?.signal },
  );
  const { items, broken } = answer.understand((body) => parseList(WirePolicy, body ?? [], client.log));
  if (broken > 0) return null;
  const policies = new Map<string, string | null>(machineGuids.map((guid) => [guid, null]));
  for (const { guid, machines } of items) {
    if (machines === null) return null;
    for (const machine of machines) if (policies.has(machine.guid)) policies.set(machine.guid, guid);
  }
  return policies;
}

async function toldByMachines(
  machineGuids: readonly string[],
  call?: CallOptions,
): Promise<Map<string, string | null>> {
  const policies = new Map<string, string | null>();
  if (machineGuids.length >= manyMachines) {
    const asked = new Set(machineGuids);
    for (const { guid, policy } of (await listMachines(call)).items)
      if (asked.has(guid)) policies.set(guid, policy?.guid ?? null);
  }
  for (const guid of machineGuids.filter((one) => !policies.has(one))) {
    const machine = await findMachine(guid, call);
    if (machine) policies.set(guid, machine.policy?.guid ?? null);
  }
  return policies;
}
