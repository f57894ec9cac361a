import { ifOffered } from '@/lib/storware/capability/unavailable';
import type { CallOptions } from '@/lib/storware/call-options';
import { lookFirst, notFound } from '@/lib/storware/look-first';
import type { StorwarePolicy } from '@/lib/storware/model/policy';
import type { ChangeOutcome, WriteOutcome } from '@/lib/storware/model/write-outcome';
import { contractError } from '@/lib/storware/upstream-error';
import { changedPolicyBody } from '@/lib/storware/wire/policy-body';
import type { AnyPolicyChange } from '@/lib/storware/wire/policy-body';
import { WirePolicy } from '@/lib/storware/wire/wire-policy';
import { policyNamesakes } from './create-policy';
import { findPolicy, findRule } from './policies';
import { listMachines } from './virtual-machines';
import { isSameName, writeNamed } from './write-named';
import { deleteOne, writeOne } from './write-one';

type Whole = { current: StorwarePolicy; rules: Record<string, unknown>[]; machineGuids: string[] };

/** A PUT replaces rules and machines (STORWARE_API.md 13.53): what the detail only names is read, for what is not sent would be lost. */
async function wholeOf(guid: string, call?: CallOptions): Promise<Whole> {
  const current = await findPolicy(guid, call);
  if (!current) throw notFound('no such policy');
  const rules = await Promise.all(
    current.rules.map(async (rule) =>
      'ruleBackupDestinations' in rule.raw || 'backupDestinations' in rule.raw
        ? rule.raw
        : ((await ifOffered(() => findRule(rule.guid, call)))?.raw ?? rule.raw),
    ),
  );
  if (current.machines) return { current, rules, machineGuids: current.machines.map((machine) => machine.guid) };
  const machines = await listMachines(call);
  if (!machines.complete) throw contractError('machines of a policy');
  return {
    current,
    rules,
    machineGuids: machines.items.filter(({ policy }) => policy?.guid === guid).map((machine) => machine.guid),
  };
}

/**
 * Changes a policy: reads it, keeps rules and whatever the change does not name, unknown fields too, and writes it whole.
 * Auto-assignment is switched off by it. When `isExpected` denies what was read nothing is sent. Throws `not_found`, and a
 * RangeError for values that can't be. The server has no versions: of two writes at the same moment the last one stays.
 */
export async function updatePolicy(
  guid: string,
  change: AnyPolicyChange,
  call?: CallOptions,
  isExpected: (current: StorwarePolicy) => boolean = () => true,
): Promise<ChangeOutcome<StorwarePolicy | null>> {
  const looked = await lookFirst('/policies/vm-backup/{guid}', () => wholeOf(guid, call));
  if ('failed' in looked) return looked.failed;
  const { current, rules, machineGuids } = looked.found;
  if (!isExpected(current)) return { kind: 'changed', current };
  const body = changedPolicyBody(current.raw, rules, machineGuids, change);
  const write = (): Promise<WriteOutcome<StorwarePolicy | null>> =>
    writeOne(WirePolicy, { method: 'PUT', template: '/policies/vm-backup/{guid}', params: { guid }, body }, call);
  if (change.name === undefined || isSameName(change.name, current.name)) return write();
  const { name } = change;
  return writeNamed('/policies/vm-backup', () => policyNamesakes(name, guid, call), write);
}

/** Deletes a policy: its rules go, its machines lose their policy, its backups stay (14.10). */
export function deletePolicy(guid: string, call?: CallOptions): Promise<WriteOutcome<'removed' | 'gone'>> {
  return deleteOne('/policies/vm-backup/{guid}', guid, call);
}
