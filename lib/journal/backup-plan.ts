import * as z from 'zod';

/** What will be sent to Storware for one machine; kept with the operation, so that it can be explained later. */
export const BackupPlan = z.object({
  type: z.enum(['FULL', 'INCREMENTAL']),
  priority: z.number().int(),
  windowStart: z.iso.datetime(),
  windowEnd: z.iso.datetime(),
  destinationGuid: z.string().nullable(),
  ruleGuids: z.array(z.string()),
});
export type BackupPlan = z.infer<typeof BackupPlan>;

/** One machine of a request: with a plan, or with the reason why nothing will be started for it. */
export type PlannedBackup = { readonly guid: string; readonly name: string } & (
  { readonly plan: BackupPlan } | { readonly obstacle: string }
);
