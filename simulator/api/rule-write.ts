import { isUsable } from '@/simulator/model/backup';
import type { Policy, Retention, Rule, RuleDestination } from '@/simulator/model/policy';
import * as z from 'zod';

import type { Call, Handler, Routes } from './call';
import { ApiError, badRequest, found } from './call';
import {
  enumField,
  flagField,
  guidsField,
  integerField,
  listField,
  numberField,
  parseBody,
  referenceField,
  textField,
} from './body';
import { extraFields } from './records';
import { ruleRecord } from './policies';

const THIRTY_DAYS_MS = 30 * 86_400_000;
const limit = numberField({ min: 0 });

const retentionSchema = z.looseObject({
  retentionKeepLastNFull: limit,
  retentionKeepFullNewerThan: limit,
  retentionKeepLastNIncremental: limit,
  retentionKeepIncrementalNewerThan: limit,
  keepLastBackupWhenSourceStillExists: flagField,
});

const destinationSchema = z.looseObject({
  guid: textField,
  roleType: enumField.pipe(z.enum(['PRIMARY', 'SECONDARY'])),
  backupDestination: referenceField,
  active: flagField,
  daysToKeepRetentionLock: limit,
  backupRetentionSettings: retentionSchema.nullish(),
});

/** Section 8.2; `backupDestinations` is what rules had until 4.x (13.16), the retention in versions and days is that of snapshots. */
export const ruleSchema = z.looseObject({
  guid: textField,
  name: textField,
  active: flagField,
  position: integerField({ min: 0 }),
  policy: referenceField,
  schedules: guidsField,
  ruleBackupDestinations: listField(destinationSchema),
  backupDestinations: guidsField,
  retentionVersions: integerField({ min: 0 }),
  retentionDays: integerField({ min: 0 }),
});
const KNOWN = [
  ...Object.keys(ruleSchema.shape),
  ...['vmCount', 'schedulesCount', 'removable', 'markedForDeletion', 'backupCount', 'daysToKeepRetentionLock'],
];
const KNOWN_OF_DESTINATION = [...Object.keys(destinationSchema.shape), 'rule'];

export type RuleBody = z.output<typeof ruleSchema>;

type Kind = Policy['kind'];
const SCHEDULE_TYPES: Readonly<Record<Kind, string>> = { 'vm-backup': 'VM_BACKUP', 'vm-snapshot': 'VM_SNAPSHOT' };

/** Two booleans say nothing when they are missing: on a server of the guide's age they did not exist yet and meant yes. */
export function activeByDefault({ sim }: Call): boolean {
  return sim.behaviour.dialect === 'guide';
}

function retentionOf(given: z.output<typeof retentionSchema> | null | undefined): Retention {
  const age = given == null ? THIRTY_DAYS_MS : null;
  return {
    keepLastNFull: given?.retentionKeepLastNFull ?? null,
    keepFullNewerThanMs: given?.retentionKeepFullNewerThan ?? age,
    keepLastNIncremental: given?.retentionKeepLastNIncremental ?? null,
    keepIncrementalNewerThanMs: given?.retentionKeepIncrementalNewerThan ?? age,
    keepLastWhenSourceExists: given?.keepLastBackupWhenSourceStillExists ?? false,
  };
}

function destinationsOf({ sim }: Call, body: RuleBody, present: Rule | undefined): RuleDestination[] {
  const old = (role: RuleDestination['role']): string =>
    present?.destinations.find((entry) => entry.role === role)?.guid ?? sim.newGuid();
  const exists = (guid: string): string => found(sim.world.destinations.get(guid), 'Backup destination').guid;
  if (body.ruleBackupDestinations?.length === 0)
    throw badRequest("Field 'ruleBackupDestinations' is missing or not valid");
  if (body.ruleBackupDestinations == null) {
    const [guid] = body.backupDestinations ?? [];
    if (guid === undefined && sim.behaviour.requireInlineRules)
      throw badRequest("Field 'ruleBackupDestinations' may not be empty");
    if (guid === undefined) return [];
    return [
      {
        guid: old('PRIMARY'),
        role: 'PRIMARY',
        destinationGuid: exists(guid),
        active: true,
        daysToKeepRetentionLock: 0,
        retention: retentionOf(null),
      },
    ];
  }
  const entries = body.ruleBackupDestinations.flatMap((entry): RuleDestination[] => {
    // The vendor's UI sends a SECONDARY without `active` and destination when there is none, and a PRIMARY without `active`.
    const active = entry.active ?? (entry.roleType === 'PRIMARY' || entry.backupDestination !== null);
    if (entry.backupDestination === null && !active) return [];
    if (entry.backupDestination === null)
      throw badRequest("Field 'ruleBackupDestinations.backupDestination' is missing or not valid");
    return [
      {
        guid: old(entry.roleType),
        role: entry.roleType,
        destinationGuid: exists(entry.backupDestination),
        active,
        daysToKeepRetentionLock: entry.daysToKeepRetentionLock ?? 0,
        retention: retentionOf(entry.backupRetentionSettings),
        extra: extraFields(entry, KNOWN_OF_DESTINATION),
      },
    ];
  });
  if (new Set(entries.map(({ role }) => role)).size < entries.length)
    throw badRequest('A rule may have one backup destination of each role');
  return entries;
}

interface RulePlace {
  policyGuid: string;
  kind: Kind;
  position: number;
  present: Rule | undefined;
  siblings: readonly Rule[];
}

/**
 * The rule of the body; nothing is written yet. `siblings` are the policy's other rules: a schedule belongs to one of
 * them only (8.4).
 */
export function ruleFrom(call: Call, body: RuleBody, place: RulePlace): Rule {
  const { world } = call.sim;
  const { policyGuid, kind, position, present, siblings } = place;
  const name = (body.name ?? (kind === 'vm-snapshot' ? 'Default' : '')).trim();
  if (name === '' || name.length > 255) throw badRequest("Field 'name' is missing or not valid");
  const scheduleGuids = [...new Set(body.schedules ?? [])];
  for (const guid of scheduleGuids) {
    if (found(world.schedules.get(guid), 'Schedule').type !== SCHEDULE_TYPES[kind])
      throw badRequest('Type of schedule does not match type of policy');
    if (siblings.some((rule) => rule.scheduleGuids.includes(guid)))
      throw badRequest('Schedule may belong to one rule of a policy only');
  }
  return {
    guid: present?.guid ?? call.sim.newGuid(),
    name,
    policyGuid,
    active: body.active ?? activeByDefault(call),
    position: body.position ?? position,
    markedForDeletion: present?.markedForDeletion ?? false,
    scheduleGuids,
    destinations: kind === 'vm-backup' ? destinationsOf(call, body, present) : [],
    ...(kind === 'vm-snapshot'
      ? { snapshots: { versions: body.retentionVersions ?? null, days: body.retentionDays ?? null } }
      : {}),
    extra: extraFields(body, KNOWN),
  };
}

/** Whether good backups were made by the rule. */
function hasBackups({ sim }: Call, rule: Rule): boolean {
  return sim.world.allBackups().some((backup) => backup.ruleGuid === rule.guid && isUsable(backup));
}

/** Refuses to remove rules with backups, unless this server marks them instead; returns those to be marked (14.10). */
export function rulesToMark(call: Call, rules: readonly Rule[]): Set<Rule> {
  const kept = rules.filter((rule) => hasBackups(call, rule));
  if (kept.length > 0 && call.sim.behaviour.ruleDeleteWithBackups === 'refuse')
    throw new ApiError(409, 'Rule contains backups and cannot be removed');
  return new Set(kept);
}

/** Removes a rule, or marks it. */
export function dropRule({ sim }: Call, policy: Policy, rule: Rule, mark: boolean): void {
  if (mark) {
    Object.assign(rule, { markedForDeletion: true, active: false });
    return;
  }
  policy.ruleGuids = policy.ruleGuids.filter((guid) => guid !== rule.guid);
  sim.world.rules.delete(rule.guid);
}

function policyNamed({ sim }: Call, guid: string | null, kind: Kind): Policy {
  if (guid === null) throw badRequest("Field 'policy' is missing or not valid");
  const policy = found(sim.world.policies.get(guid), 'Policy');
  if (policy.kind !== kind) throw badRequest('Type of rule does not match type of policy');
  return policy;
}

/** The rule in the path. The vendor's UI writes rules of snapshot policies under `vm-backup` too. */
function requestedRule({ sim, guid }: Call, kind: Kind): { rule: Rule; policy: Policy } {
  const rule = found(sim.world.rules.get(guid), 'Rule');
  const policy = found(sim.world.policies.get(rule.policyGuid), 'Rule');
  return { rule, policy: found(kind === 'vm-backup' || policy.kind === kind ? policy : undefined, 'Rule') };
}

const create =
  (kind: Kind): Handler =>
  async (call) => {
    const body = parseBody(ruleSchema, await call.body());
    const policy = policyNamed(call, body.policy, kind);
    const siblings = call.sim.world.rulesOf(policy);
    const rule = ruleFrom(call, body, {
      policyGuid: policy.guid,
      kind,
      position: siblings.length,
      present: undefined,
      siblings,
    });
    call.sim.world.rules.set(rule.guid, rule);
    policy.ruleGuids = [...policy.ruleGuids, rule.guid];
    return call.context.json(ruleRecord(call, rule), 201);
  };

const update =
  (kind: Kind): Handler =>
  async (call) => {
    const { rule, policy } = requestedRule(call, kind);
    const body = parseBody(ruleSchema, await call.body());
    if (body.policy !== null && body.policy !== policy.guid)
      throw badRequest('A rule cannot be moved to another policy');
    const siblings = call.sim.world.rulesOf(policy).filter((other) => other !== rule);
    const written = ruleFrom(call, body, {
      policyGuid: policy.guid,
      kind: policy.kind,
      position: rule.position,
      present: rule,
      siblings,
    });
    call.sim.world.rules.set(rule.guid, written);
    return call.context.json(ruleRecord(call, written));
  };

const remove =
  (kind: Kind): Handler =>
  (call) => {
    const { rule, policy } = requestedRule(call, kind);
    dropRule(call, policy, rule, rulesToMark(call, [rule]).has(rule));
    return call.context.body(null, 204);
  };

/** Writing of rules (8.2, 8.4). */
export const ruleWriteRoutes: Routes = (api, on) => {
  for (const kind of ['vm-backup', 'vm-snapshot'] as const) {
    api.post(`/rules/${kind}`, on(create(kind)));
    api.put(`/rules/${kind}/:guid`, on(update(kind)));
    api.delete(`/rules/${kind}/:guid`, on(remove(kind)));
  }
};
