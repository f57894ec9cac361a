import * as z from 'zod';
import { defaultMountMs } from '@/lib/contracts/mount';
import type { Failure } from '@/lib/contracts/operation';
import { storedFailure } from '@/lib/core/failure';
import type { Prisma } from '@/lib/db/generated/client';

type OperationRow = Prisma.OperationGetPayload<object>;
type Order = Pick<OperationRow, 'kind' | 'request' | 'submission' | 'finishedAt'>;

const MountOrder = z.object({ durationMs: z.number().nullish(), extends: z.string().nullish() });

/** The original duration of a mount; null for one that was not ordered through the portal. `operations` are sorted, oldest first. */
export function orderedMsOf(operations: readonly Pick<Order, 'kind' | 'request' | 'submission'>[]): number | null {
  const first = operations.find(({ kind }) => kind === 'MOUNT');
  if (!first || first.submission === 'OBSERVED') return null;
  return MountOrder.safeParse(first.request).data?.durationMs ?? defaultMountMs;
}

/** The extension of a mount that is not finished yet, if there is one. */
export function extensionOf<O extends Order>(operations: readonly O[], mountGuid: string): O | undefined {
  return operations.findLast(
    ({ finishedAt, request }) => finishedAt === null && MountOrder.safeParse(request).data?.extends === mountGuid,
  );
}

/** Why the newest operation on the mount failed, if it did. */
export function lastFailure(operations: readonly OperationRow[]): { kind: string; failure: Failure } | null {
  const last = operations.at(-1);
  if (last?.state !== 'FAILED') return null;
  const failure = storedFailure(last, last.failure);
  return failure ? { kind: last.kind, failure } : null;
}
