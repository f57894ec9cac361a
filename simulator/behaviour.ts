import * as z from 'zod';

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

/** A server as section 13 recommends it where nothing else is asked for. */
export function defaultBehaviour(): Behaviour {
  return behaviourSchema.parse({});
}

/** The behaviour with the given switches changed; throws ZodError for an unknown switch or a value that it does not have. */
export function changedBehaviour(current: Behaviour, changes: unknown): Behaviour {
  return behaviourSchema.parse({ ...current, ...changesSchema.parse(changes) });
}
