import * as z from 'zod';
import { wrapToUtcDay } from '@/lib/storware/model/ms-of-utc-day';
import type { StorwarePolicy } from '@/lib/storware/model/policy';
import type { StorwareRule, StorwareRuleDestination } from '@/lib/storware/model/rule';
import type { StorwareSchedule } from '@/lib/storware/model/schedule';
import { known } from './known-values';
import type { WireKind } from './parse-list';
import { withRaw } from './parse-list';
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
} from './primitives';

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
