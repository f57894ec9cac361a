import 'server-only';
import * as z from 'zod';
import type { Tx } from '@/lib/db/client';

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
      /** Null: the server no longer names it. */
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
  name: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  excluded: z.boolean(),
  supported: z.boolean(),
});
export type StoredDisk = z.infer<typeof StoredDisk>;

/**
 * Whether a backup destination exists: every one does until the list of destinations was read completely once, while a
 * part of it could not be parsed, and when it is empty, as an account that has lost a privilege sees it.
 */
export async function loadPlaces(tx: Tx): Promise<(destinationGuid: string) => boolean> {
  const sync = await tx.mirrorSync.findUnique({
    where: { kind: 'infrastructure' },
    select: { asOf: true, broken: true },
  });
  if (!sync?.asOf || sync.broken > 0) return () => true;
  const known = new Set(
    (await tx.mirrorInfrastructure.findMany({ where: { kind: 'DESTINATION' }, select: { guid: true } })).map(
      ({ guid }) => guid,
    ),
  );
  return known.size === 0 ? () => true : (guid) => known.has(guid);
}

/** The kinds in `MirrorInfrastructure`; names are those of `EntitledKind` where tenants can be entitled to them. */
export type InfrastructureKind =
  'DESTINATION' | 'PROJECT' | 'MANAGER' | 'HYPERVISOR' | 'CLUSTER' | 'STORAGE' | 'NETWORK' | 'FLAVOR' | 'NODE';
