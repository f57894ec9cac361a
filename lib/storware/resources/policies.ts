import * as z from 'zod';
import { clientOf } from '@/lib/storware/storware';
import type { CallOptions } from '@/lib/storware/storware';
import { ifOffered } from '@/lib/storware/capability/availability';
import { wrapToUtcDay } from '@/lib/storware/model/policy';
import type {
  StorwarePolicy,
  StorwareRule,
  StorwareRuleDestination,
  StorwareSchedule,
} from '@/lib/storware/model/policy';
import type { StorwareWhole } from '@/lib/storware/model/result';
import { known } from '@/lib/storware/wire/known-values';
import { parseList, withRaw } from '@/lib/storware/wire/parse';
import type { WireKind } from '@/lib/storware/wire/parse';
import {
  wireArray,
  wireBoolean,
  wireDuration,
  wireEnumOf,
  wireEnumsOf,
  wireFlag,
  wireGuid,
  wireInt,
  wireNumber,
  wirePastTime,
  wireRef,
  wireRefs,
  wireSigned,
  wireText,
} from '@/lib/storware/wire/fields';
import { fetchWhole, findOne, keeping } from './requests';
import { findMachine, listMachines } from './machines';

/** Every backup policy for machines, with the guids of its rules (STORWARE_API.md 8.1). */
export function listPolicies(call?: CallOptions): Promise<StorwareWhole<StorwarePolicy>> {
  return fetchWhole(
    clientOf(call),
    WirePolicy,
    { template: '/policies/vm-backup', query: { extended: true } },
    call?.signal,
  );
}

/** One policy with machines and rules; null for an unknown guid (8.3). */
export function findPolicy(guid: string, call?: CallOptions): Promise<StorwarePolicy | null> {
  return findOne(
    clientOf(call),
    WirePolicy,
    { template: '/policies/vm-backup/{guid}', params: { guid } },
    call?.signal,
  );
}

/** Every rule, or those of one policy; filtered again by the policy that each names (8.4). Those marked for deletion are left out. */
export async function listRules(
  filter: { policyGuid?: string } = {},
  call?: CallOptions,
): Promise<StorwareWhole<StorwareRule>> {
  const whole = await fetchWhole(
    clientOf(call),
    WireRule,
    { template: '/rules/vm-backup', query: { policy: filter.policyGuid } },
    call?.signal,
  );
  return keeping(
    whole,
    (rule: StorwareRule) =>
      !rule.markedForDeletion && (filter.policyGuid === undefined || rule.policy?.guid === filter.policyGuid),
  );
}

/** One rule; null for an unknown guid (8.4). */
export function findRule(guid: string, call?: CallOptions): Promise<StorwareRule | null> {
  return findOne(clientOf(call), WireRule, { template: '/rules/vm-backup/{guid}', params: { guid } }, call?.signal);
}

/** Every schedule for backups of machines (7). One of an unknown type is left out. */
export async function listSchedules(call?: CallOptions): Promise<StorwareWhole<StorwareSchedule>> {
  const whole = await fetchWhole(
    clientOf(call),
    WireSchedule,
    { template: '/schedules', query: { type: 'VM_BACKUP' } },
    call?.signal,
  );
  return keeping(whole, (schedule: StorwareSchedule) => schedule.type === 'VM_BACKUP');
}

/** One schedule; null for an unknown guid (7). */
export function findSchedule(guid: string, call?: CallOptions): Promise<StorwareSchedule | null> {
  return findOne(clientOf(call), WireSchedule, { template: '/schedules/{guid}', params: { guid } }, call?.signal);
}

const retention = z
  .object({
    retentionKeepLastNFull: wireNumber,
    retentionKeepFullNewerThan: wireNumber,
    retentionKeepLastNIncremental: wireNumber,
    retentionKeepIncrementalNewerThan: wireNumber,
  })
  .nullish();

const ruleDestination = z
  .object({
    roleType: wireEnumOf('role of a destination', known.destinationRole),
    backupDestination: z.object({ guid: wireGuid, name: wireText }).nullish(),
    active: wireBoolean,
    backupRetentionSettings: retention,
  })
  .transform((wire): StorwareRuleDestination => ({
    role: wire.roleType ?? 'PRIMARY',
    destination: wire.backupDestination ?? null,
    active: wire.active ?? true,
    retention: wire.backupRetentionSettings
      ? {
          keepLastFull: wire.backupRetentionSettings.retentionKeepLastNFull,
          keepFullNewerThanMs: wire.backupRetentionSettings.retentionKeepFullNewerThan,
          keepLastIncremental: wire.backupRetentionSettings.retentionKeepLastNIncremental,
          keepIncrementalNewerThanMs: wire.backupRetentionSettings.retentionKeepIncrementalNewerThan,
        }
      : null,
  }));

const rule = withRaw(
  z
    .object({
      guid: wireGuid,
      name: wireText,
      policy: wireRef,
      active: wireBoolean,
      position: wireNumber,
      schedules: wireRefs,
      ruleBackupDestinations: wireArray(ruleDestination),
      backupDestinations: wireRefs,
      backupCount: wireNumber,
      markedForDeletion: wireFlag,
    })
    .transform(({ ruleBackupDestinations, backupDestinations, active, ...rest }) => ({
      ...rest,
      active: active ?? true,
      // Servers of the guide's age name bare destinations (13.16); the first of them is the primary.
      destinations:
        ruleBackupDestinations.length > 0
          ? ruleBackupDestinations
          : backupDestinations.map((destination, index): StorwareRuleDestination => ({
              role: index === 0 ? 'PRIMARY' : 'SECONDARY',
              destination,
              active: true,
              retention: null,
            })),
    })),
);

export const WireRule: WireKind<StorwareRule> = { name: 'rule', schema: rule };

export const WirePolicy: WireKind<StorwarePolicy> = {
  name: 'policy',
  schema: withRaw(
    z
      .object({
        guid: wireGuid,
        name: wireText,
        active: wireBoolean,
        priority: wireInt,
        vmCount: wireInt,
        vms: wireRefs.nullish(),
        rules: wireArray(rule),
        autoRemoveNonPresent: wireBoolean,
        autoAssignMode: wireEnumOf('automatic assignment', known.autoAssign),
        autoAssignSettings: z.object({ mode: wireEnumOf('automatic assignment', known.autoAssign) }).nullish(),
        averageBackupSize: wireNumber,
        projects: wireRefs,
        visibleForAllProjects: wireBoolean,
        tenantId: wireText,
      })
      .transform((wire) => ({
        guid: wire.guid,
        name: wire.name ?? wire.guid,
        active: wire.active ?? true,
        priority: wire.priority,
        machineCount: wire.vmCount ?? wire.vms?.length ?? null,
        machines: wire.vms ?? null,
        rules: wire.rules.filter((one) => !one.markedForDeletion),
        autoRemoveNonPresent: wire.autoRemoveNonPresent,
        autoAssignMode: wire.autoAssignMode ?? wire.autoAssignSettings?.mode ?? null,
        averageBackupSizeBytes: wire.averageBackupSize,
        projects: wire.projects,
        visibleForAllProjects: wire.visibleForAllProjects,
        tenantId: wire.tenantId,
      })),
  ),
};

const interval = z
  .object({ startHour: wireSigned, endHour: wireSigned, frequency: wireNumber })
  .nullish()
  .transform((wire) => {
    if (wire?.startHour == null || wire.endHour === null || wire.frequency === null) return null;
    return { from: wrapToUtcDay(wire.startHour), to: wrapToUtcDay(wire.endHour), everyMs: wire.frequency };
  });

export const WireSchedule: WireKind<StorwareSchedule> = {
  name: 'schedule',
  schema: withRaw(
    z
      .object({
        guid: wireGuid,
        name: wireText,
        active: wireBoolean,
        type: wireEnumOf('type of a schedule', known.scheduleType),
        backupType: wireEnumOf('kind of backup of a schedule', known.scheduleBackupType),
        executionType: wireEnumOf('kind of a schedule', known.executionType),
        hour: wireSigned,
        startWindowLength: wireDuration,
        interval,
        daysOfWeek: wireEnumsOf('day of the week', known.dayOfWeek),
        months: wireEnumsOf('month', known.month),
        dayOfWeekOccurrences: wireEnumsOf('occurrence in the month', known.occurrence),
        rules: wireRefs,
        policies: wireRefs,
        tenantId: wireText,
        lastRun: wirePastTime,
      })
      .transform((wire) => ({
        guid: wire.guid,
        name: wire.name ?? wire.guid,
        active: wire.active ?? true,
        type: wire.type === 'SNAPSHOT' ? 'VM_SNAPSHOT' : wire.type,
        backupType: wire.backupType,
        executionType: wire.executionType,
        startAt: wire.executionType === 'INTERVAL' || wire.hour === null ? null : wrapToUtcDay(wire.hour),
        // An INTERVAL may carry one, or 0, that means nothing: a run of it may start until the next is due.
        startWindowMs: wire.executionType === 'INTERVAL' ? null : wire.startWindowLength || null,
        interval: wire.executionType === 'TIME' ? null : wire.interval,
        daysOfWeek: wire.daysOfWeek,
        months: wire.months,
        occurrences: wire.dayOfWeekOccurrences,
        rules: wire.rules,
        policies: wire.policies,
        tenantId: wire.tenantId,
        lastRunAt: wire.lastRun,
      })),
  ),
};

/** From so many machines on, the whole inventory is read instead of each machine. */
const manyMachines = 40;

/**
 * The policy that each of these machines has now, null for none; a machine that the server does not know is left out. Read in one
 * request where the server has that route (STORWARE_API.md 5.3.1: a read by POST, with bare guids), else from the machines (guide).
 */
export async function policiesOfMachines(
  machineGuids: readonly string[],
  call?: CallOptions,
): Promise<Map<string, string | null>> {
  return (await ifOffered(() => readOfPolicies(machineGuids, call))) ?? readOfMachines(machineGuids, call);
}

/** Null where the policies do not name their machines. */
async function readOfPolicies(
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

async function readOfMachines(
  machineGuids: readonly string[],
  call?: CallOptions,
): Promise<Map<string, string | null>> {
  const policies = new Map<string, string | null>();
  if (machineGuids.length >= manyMachines) {
    const requested = new Set(machineGuids);
    for (const { guid, policy } of (await listMachines(call)).items)
      if (requested.has(guid)) policies.set(guid, policy?.guid ?? null);
  }
  for (const guid of machineGuids.filter((one) => !policies.has(one))) {
    const machine = await findMachine(guid, call);
    if (machine) policies.set(guid, machine.policy?.guid ?? null);
  }
  return policies;
}
