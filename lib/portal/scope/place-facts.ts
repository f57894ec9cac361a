import * as z from 'zod';

const Ref = z.object({ guid: z.string() });

/** What `MirrorInfrastructure.data` tells of where a thing is; records of all kinds, so every field may be missing. */
export const PlaceFacts = z
  .object({
    type: z.string().nullish(),
    host: z.string().nullish(),
    url: z.string().nullish(),
    dataCenterName: z.string().nullish(),
    freeBytes: z.number().nullish(),
    manager: Ref.nullish(),
    managerGuid: z.string().nullish(),
    cluster: Ref.nullish(),
    clusters: z.array(Ref).nullish(),
    hypervisor: Ref.nullish(),
    hypervisorGuids: z.array(z.string()).nullish(),
  })
  .transform((data) => ({
    /** Type of a manager or hypervisor, in Storware's words (STORWARE_API.md 12.7). */
    platform: data.type ?? null,
    /** For the provider only. */
    address: data.url ?? data.host ?? null,
    dataCenter: data.dataCenterName ?? null,
    freeBytes: data.freeBytes ?? null,
    managerGuid: data.managerGuid ?? data.manager?.guid ?? null,
    clusterGuids: [...(data.clusters ?? []), ...(data.cluster ? [data.cluster] : [])].map(({ guid }) => guid),
    hypervisorGuids: [
      ...new Set([...(data.hypervisorGuids ?? []), ...(data.hypervisor ? [data.hypervisor.guid] : [])]),
    ],
  }));
export type PlaceFacts = z.infer<typeof PlaceFacts>;
