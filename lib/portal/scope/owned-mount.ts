import 'server-only';
import { AppError } from '@/lib/core/app-error';
import { db } from '@/lib/db/client';
import type { Prisma } from '@/lib/db/generated/client';
import { requireMachine } from './owned-machine';
import type { OwnedMachine } from './owned-machine';
import type { TenantScope } from './tenant-scope';

export type MountRow = Prisma.MirrorMountGetPayload<object>;
export type OwnedMount = { readonly mount: MountRow; readonly machine: OwnedMachine };

/** The mount `guid` with its machine, if that is the tenant's; `not_found` otherwise. */
export async function requireMount(scope: TenantScope, guid: string): Promise<OwnedMount> {
  const mount = await db().mirrorMount.findUnique({ where: { guid } });
  if (!mount) throw new AppError('not_found', { meta: { kind: 'mount', guid, reason: 'missing' } });
  return { mount, machine: await requireMachine(scope, mount.machineGuid) };
}
