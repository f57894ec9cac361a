import type { OperationKind } from '@/lib/contracts/operation';

/** The tasks that Storware makes one after the other for each kind of work (guide; STORWARE_API.md 14.1, 14.2). */
const chains: Readonly<Record<Exclude<OperationKind, 'OTHER'>, readonly [string, ...string[]]>> = {
  BACKUP: ['EXPORT', 'STORE'],
  RESTORE: ['RESTORE', 'IMPORT'],
  MOUNT: ['RESTORE', 'MOUNT'],
  UNMOUNT: ['UNMOUNT'],
  DELETE: ['DELETE'],
};

/**
 * The phases of an operation in their order, by what it is and the types of the tasks seen of it. A restore to a node's file
 * system ends with its first task (guide); mounting again what was mounted needs no restore (5.3); work of an unknown
 * kind has one phase, named as its task.
 */
export function phasesOf(kind: OperationKind, mode: string | null, taskTypes: readonly string[]): readonly string[] {
  if (kind === 'OTHER') return [taskTypes[0] ?? 'OTHER'];
  if (kind === 'RESTORE' && mode === 'FILE_SYSTEM') return ['RESTORE'];
  if (kind === 'MOUNT' && !taskTypes.includes('RESTORE')) return ['MOUNT'];
  return chains[kind];
}

/** What a task is a part of. A restore to the node's file system has no second phase, so its kind needs the restore type. */
export function kindOfTask(type: string, restoreType: string | null): OperationKind {
  switch (type) {
    case 'EXPORT':
    case 'STORE':
      return 'BACKUP';
    case 'RESTORE':
      return restoreType === 'RESTORE_AND_MOUNT' ? 'MOUNT' : 'RESTORE';
    case 'IMPORT':
      return 'RESTORE';
    case 'MOUNT':
      return 'MOUNT';
    case 'UNMOUNT':
      return 'UNMOUNT';
    case 'DELETE':
      return 'DELETE';
    default:
      return 'OTHER';
  }
}
