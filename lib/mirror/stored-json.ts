import * as z from 'zod';

/** A copy of a backup, as `MirrorBackup.locations` keeps it. */
export const StoredLocation = z.object({
  guid: z.string(),
  destinationGuid: z.string().nullable(),
  destinationName: z.string().nullable(),
  role: z.string(),
  status: z.string(),
});
export type StoredLocation = z.infer<typeof StoredLocation>;

/** A rule of a policy, as `MirrorPolicy.rules` keeps it. Rules marked for deletion are not kept. */
export const StoredRule = z.object({
  guid: z.string(),
  name: z.string().nullable(),
  active: z.boolean(),
  position: z.number().nullable(),
  scheduleGuids: z.array(z.string()),
  destinations: z.array(
    z.object({
      /** Null: the server names it no longer. */
      guid: z.string().nullable(),
      name: z.string().nullable(),
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
export type StoredRule = z.infer<typeof StoredRule>;

/** A disk, as `MirrorMachine.disks` keeps it. */
export const StoredDisk = z.object({
  guid: z.string(),
  name: z.string(),
  sizeBytes: z.number().nullable(),
  excluded: z.boolean(),
  supported: z.boolean(),
});
export type StoredDisk = z.infer<typeof StoredDisk>;
