import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { World } from '@/simulator/model/world';
import type { Random } from '@/simulator/random';
import { randomFor } from '@/simulator/random';
import type { SimClock } from './timeline';
import { Timeline } from './timeline';
import type { NextRestore, NextWork } from './work-plan';
import type { InventoryChange } from './inventory-sync';
import { WorkQueue } from './work-queue';

function isRegExp(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The switches of STORWARE_API.md section 13 and the settings of section 14: where sources disagree the test chooses the server it meets.
 * Slots, minutes and hours are positive numbers; the rate is a share of 0 to 1; `missingEndpoints` are regular expressions on the path
 * without /api of what this server, being older, does not have.
 */
export const behaviourSchema = z.strictObject({
  dialect: z.enum(['7.4', 'guide']).default('7.4'),
  taskResponseShape: z.enum(['object', 'array', 'bulk', 'empty', 'empty-array']).default('array'),
  restoreResponseShape: z.enum(['object', 'array', 'bulk', 'empty', 'empty-array']).default('object'),
  tenantFilter: z.enum(['lenient', 'ignore']).default('lenient'),
  tenantIdInBodies: z.enum(['echo', 'drop']).default('echo'),
  projectNamePrefix: z.boolean().default(false),
  requireInlineRules: z.boolean().default(false),
  nameConflictStatus: z.union([z.literal(400), z.literal(409), z.literal(500)]).default(409),
  hourRange: z.enum(['strict', 'modulo']).default('strict'),
  scheduleDeleteInUse: z.enum(['detach', 'refuse']).default('detach'),
  ruleDeleteWithBackups: z.enum(['refuse', 'mark']).default('refuse'),
  cancelFinished: z.union([z.literal(400), z.literal(409), z.literal('noop')]).default(400),
  nonPresentBackup: z.enum(['refuse', 'fail']).default('refuse'),
  appearAfter: z.enum(['sync', 'import']).default('sync'),
  restoreValidation: z.enum(['strict', 'realistic']).default('strict'),
  sessionTimeoutMinutes: z.number().positive().default(30),
  unauthorizedBody: z.enum(['json', 'empty', 'html']).default('json'),
  nullStyle: z.enum(['omit', 'null']).default('omit'),
  enumStyle: z.enum(['object', 'string']).default('object'),
  totalCountHeader: z.boolean().default(true),
  paging: z.boolean().default(true),
  nestedErrors: z.boolean().default(false),
  missingEndpoints: z.array(z.string().refine(isRegExp, 'not a regular expression')).default([]),
  exportSlotsPerNode: z.int().positive().default(3),
  exportSlotsPerSource: z.int().positive().default(2),
  storeSlotsPerNode: z.int().positive().default(3),
  restoreSlotsPerNode: z.int().positive().default(3),
  pickupMs: z.number().nonnegative().default(800),
  scheduledFailureRate: z.number().min(0).max(1).default(0.02),
  inventorySyncIntervalMinutes: z.number().positive().default(240),
  taskRetentionHours: z.number().positive().default(72),
});

export type Behaviour = z.output<typeof behaviourSchema>;

const changesSchema = z.strictObject(
  Object.fromEntries(Object.entries(behaviourSchema.shape).map(([name, field]) => [name, field.unwrap().optional()])),
);

/** A server with the values that section 13 recommends where nothing else is configured. */
export function defaultBehaviour(): Behaviour {
  return behaviourSchema.parse({});
}

/** The behaviour with the given switches changed; throws ZodError for an unknown switch or a value that it does not have. */
export function changedBehaviour(current: Behaviour, changes: unknown): Behaviour {
  return behaviourSchema.parse({ ...current, ...changesSchema.parse(changes) });
}

/** One simulated server: its state, its future, and what tests have configured. */
export interface Simulation {
  readonly seed: number;
  readonly clock: SimClock;
  readonly timeline: Timeline;
  readonly world: World;
  readonly queue: WorkQueue;
  readonly random: Random;
  readonly newGuid: () => string;
  /** What the next backups of a machine do, by machine guid, in order. */
  readonly nextWork: Map<string, NextWork[]>;
  /** The same for restores and mounts, by machine guid; once one has begun, by the guid of its job or mount. */
  readonly nextRestore: Map<string, NextRestore[]>;
  /** What the inventory finds at the next sync, by manager or hypervisor guid. */
  readonly pendingChanges: Map<string, InventoryChange[]>;
  /** The current version of each schedule; a firing planned for another version is void. */
  readonly scheduleVersions: Map<string, number>;
  behaviour: Behaviour;
  workSpeed: number;
}

interface SimulationParts {
  seed: number;
  clock: SimClock;
  workSpeed?: number;
  newGuid?: () => string;
  behaviour?: Behaviour;
}

/** An empty server; `newGuid` makes the guids of runtime objects (random ones by default). */
export function createSimulation(parts: SimulationParts): Simulation {
  const timeline = new Timeline(parts.clock);
  return {
    seed: parts.seed,
    clock: parts.clock,
    timeline,
    world: new World(),
    queue: new WorkQueue(),
    random: randomFor(parts.seed, 'runtime'),
    newGuid: parts.newGuid ?? randomUUID,
    nextWork: new Map(),
    nextRestore: new Map(),
    pendingChanges: new Map(),
    scheduleVersions: new Map(),
    behaviour: parts.behaviour ?? defaultBehaviour(),
    workSpeed: parts.workSpeed ?? 1,
  };
}
