import type { StorwareOriginType } from '@/lib/storware/model/backup';
import { known } from './known-values';
import { noteNotUnderstood } from './not-understood';

type TypedRef = { guid: string | null; name: string | null; type: string | null } | null;

/** The virtual machine that an entity is, or nothing: an application or an unnamed entity is no machine of anyone. */
export function machineOf(entity: TypedRef): { guid: string | null; name: string | null } {
  if (!entity?.guid || (entity.type !== null && entity.type !== 'VM')) return { guid: null, name: null };
  return { guid: entity.guid, name: entity.name };
}

/** Who or what asked for it. */
export function originOf(entity: TypedRef): {
  originType: StorwareOriginType | null;
  originGuid: string | null;
  originName: string | null;
} {
  if (entity?.type && !(known.origin as readonly string[]).includes(entity.type))
    noteNotUnderstood('origin of work', entity.type);
  return { originType: entity?.type ?? null, originGuid: entity?.guid ?? null, originName: entity?.name ?? null };
}
