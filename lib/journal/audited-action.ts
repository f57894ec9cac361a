import type { OperationKind } from '@/lib/contracts/operation';

const actions: Readonly<Record<OperationKind, string>> = {
  BACKUP: 'backup.start',
  RESTORE: 'restore.start',
  MOUNT: 'mount.start',
  UNMOUNT: 'mount.end',
  DELETE: 'delete.start',
  OTHER: 'other.start',
};

/** What the audit trail calls the asking for work of this kind, and the answer to it. */
export function auditedAction(kind: OperationKind): string {
  return actions[kind];
}
