import { isUsable } from '@/simulator/model/backup';
import type { Policy, Retention, Rule, RuleDestination } from '@/simulator/model/policy';
import * as z from 'zod';

import { ApiError, badRequest, found } from './api-error';
import { enumField, guidField, parseBody } from './body';
import type { Call, Handler, Routes } from './call';
import { extraFields } from './extra-fields';
import { ruleRecord } from './policy-dto';

const THIRTY_DAYS_MS = 30 * 86_400_000;
const limit = z.number().nonnegative().nullish();

const retentionSchema = z.looseObject({
  retentionKeepLastNFull: limit,
  retentionKeepFullNewerThan: limit,
  retentionKeepLastNIncremental: limit,
  retentionKeepIncrementalNewerThan: limit,
  keepLastBackupWhenSourceStillExists: z.boolean().nullish(),
});

const destinationSchema = z.looseObject({
  guid: z.string().nullish(),
  roleType: enumField.pipe(z.enum(['PRIMARY', 'SECONDARY'])),
  backupDestination: guidField.nullish(),
  active: z.boolean().nullish(),
  daysToKeepRetentionLock: z.number().nonnegative().nullish(),
  backupRetentionSettings: retentionSchema.nullish(),
});

/** Section 8.2; `backupDestinations` is what rules had until 4.x (13.16). */
export const ruleSchema = z.looseObject({
  guid: z.string().nullish(),
  name: z.string().min(1).max(255),
  active: z.boolean().nullish(),
  position: z.int().nonnegative().nullish(),
  policy: guidField.nullish(),
  schedules: z.array(guidField).nullish(),
  ruleBackupDestinations: z.array(destinationSchema).min(1).nullish(),
  backupDestinations: z.array(guidField).nullish(),
});
const KNOWN = [
  ...Object.keys(ruleSchema.shape),
  ...['vmCount', 'schedulesCount', 'removable', 'markedForDeletion', 'backupCount', 'daysToKeepRetentionLock'],
];
const KNOWN_OF_DESTINATION = [...Object.keys(destinationSchema.shape), 'rule'];

export type RuleBody = z.output<typeof ruleSchema>;

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
  const old = (role: RuleDestination['role']): string => present?.destinations.find((entry) => entry.role === role)?.guid ?? sim.newGuid();
  const exists = (guid: string): string => found(sim.world.destinations.get(guid), 'Backup destination').guid;
  if (body.ruleBackupDestinations == null) {
    const [guid] = body.backupDestinations ?? [];
    if (guid === undefined && sim.behaviour.requireInlineRules) throw badRequest("Field 'ruleBackupDestinations' may not be empty");
    if (guid === undefined) return [];
    return [{ guid: old('PRIMARY'), role: 'PRIMARY', destinationGuid: exists(guid), active: true, daysToKeepRetentionLock: 0, retention: retentionOf(null) }];
  }
  const entries = body.ruleBackupDestinations.flatMap((entry): RuleDestination[] => {
    const active = entry.active ?? true;
    // The vendor's UI sends an inactive SECONDARY without destination when there is none.
    if (entry.backupDestination == null && !active) return [];
    if (entry.backupDestination == null) throw badRequest("Field 'ruleBackupDestinations.backupDestination' is missing or not valid");
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
  if (new Set(entries.map(({ role }) => role)).size < entries.length) throw badRequest('A rule may have one backup destination of each role');
  return entries;
}

/** The rule as the body wants it; nothing is written yet. `siblings` are the policy's other rules: a schedule belongs to one of them only (8.4). */
export function ruleFrom(call: Call, body: RuleBody, place: { policyGuid: string; position: number; present: Rule | undefined; siblings: readonly Rule[] }): Rule {
  const { world } = call.sim;
  const { policyGuid, position, present, siblings } = place;
  const scheduleGuids = [...new Set(body.schedules ?? [])];
  for (const guid of scheduleGuids) {
    if (found(world.schedules.get(guid), 'Schedule').type !== 'VM_BACKUP') throw badRequest('Type of schedule does not match type of policy');
    if (siblings.some((rule) => rule.scheduleGuids.includes(guid))) throw badRequest('Schedule may belong to one rule of a policy only');
  }
  return {
    guid: present?.guid ?? call.sim.newGuid(),
    name: body.name,
    policyGuid,
    active: body.active ?? activeByDefault(call),
    position: body.position ?? position,
    markedForDeletion: present?.markedForDeletion ?? false,
    scheduleGuids,
    destinations: destinationsOf(call, body, present),
    extra: extraFields(body, KNOWN),
  };
}

/** Whether good backups were made by the rule. */
function hasBackups({ sim }: Call, rule: Rule): boolean {
  return sim.world.allBackups().some((backup) => backup.ruleGuid === rule.guid && isUsable(backup));
}

/** Refuses to remove rules with backups, unless this server marks them instead; answers which are to be marked (14.10). */
export function rulesToMark(call: Call, rules: readonly Rule[]): Set<Rule> {
  const kept = rules.filter((rule) => hasBackups(call, rule));
  if (kept.length > 0 && call.sim.behaviour.ruleDeleteWithBackups === 'refuse') throw new ApiError(409, 'Rule contains backups and cannot be removed');
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

function policyNamed({ sim }: Call, guid: string | null | undefined): Policy {
  if (guid == null) throw badRequest("Field 'policy' is missing or not valid");
  const policy = found(sim.world.policies.get(guid), 'Policy');
  if (policy.kind !== 'vm-backup') throw badRequest('Type of rule does not match type of policy');
  return policy;
}

function ruleAsked({ sim, guid }: Call): { rule: Rule; policy: Policy } {
  const rule = found(sim.world.rules.get(guid), 'Rule');
  const policy = sim.world.policies.get(rule.policyGuid);
  return { rule, policy: found(policy?.kind === 'vm-backup' ? policy : undefined, 'Rule') };
}

const create: Handler = async (call) => {
  const body = parseBody(ruleSchema, await call.body());
  const policy = policyNamed(call, body.policy);
  const siblings = call.sim.world.rulesOf(policy);
  const rule = ruleFrom(call, body, { policyGuid: policy.guid, position: siblings.length, present: undefined, siblings });
  call.sim.world.rules.set(rule.guid, rule);
  policy.ruleGuids = [...policy.ruleGuids, rule.guid];
  return call.context.json(ruleRecord(call, rule), 201);
};

const update: Handler = async (call) => {
  const { rule, policy } = ruleAsked(call);
  const body = parseBody(ruleSchema, await call.body());
  if (body.policy != null && body.policy !== policy.guid) throw badRequest('A rule cannot be moved to another policy');
  const siblings = call.sim.world.rulesOf(policy).filter((other) => other !== rule);
  const written = ruleFrom(call, body, { policyGuid: policy.guid, position: rule.position, present: rule, siblings });
  call.sim.world.rules.set(rule.guid, written);
  return call.context.json(ruleRecord(call, written));
};

const remove: Handler = (call) => {
  const { rule, policy } = ruleAsked(call);
  dropRule(call, policy, rule, rulesToMark(call, [rule]).has(rule));
  return call.context.body(null, 204);
};

/** Writing of rules (8.2, 8.4). */
export const ruleWriteRoutes: Routes = (api, on) => {
  api.post('/rules/vm-backup', on(create));
  api.put('/rules/vm-backup/:guid', on(update));
  api.delete('/rules/vm-backup/:guid', on(remove));
};
