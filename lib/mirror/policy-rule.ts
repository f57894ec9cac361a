import * as z from 'zod';

/** A rule of a policy as `MirrorPolicy.rules` holds it. */
export const PolicyRule = z.object({
  guid: z.string(),
  name: z.string(),
  active: z.boolean(),
  position: z.number(),
  scheduleGuids: z.array(z.string()),
  destinations: z.array(
    z.object({
      guid: z.string(),
      name: z.string(),
      /** PRIMARY, SECONDARY or what a newer server calls it. */
      role: z.string(),
      active: z.boolean(),
      retention: z
        .object({
          keepLastFull: z.number().nullable(),
          keepFullNewerThanMs: z.number().nullable(),
          keepLastIncremental: z.number().nullable(),
          keepIncrementalNewerThanMs: z.number().nullable(),
        })
        .nullable(),
    }),
  ),
});
export type PolicyRule = z.infer<typeof PolicyRule>;

const rules = z.array(PolicyRule).catch([]);

/** The rules in `MirrorPolicy.rules`; none when the column holds something else. */
export function readPolicyRules(column: unknown): PolicyRule[] {
  return rules.parse(column);
}
