import 'server-only';
import type { AuthorizedMachine } from '@/lib/storware/authorized-machine';
import { remount, startRestoreAndMount, unmount } from '@/lib/storware/authorized/mounts';
import { startRestoreAndImport, startRestoreToNode } from '@/lib/storware/authorized/restores';
import type { MountRequest } from '@/lib/storware/model/mount-request';
import type { RestoreImportRequest, RestoreToNodeRequest } from '@/lib/storware/model/restore-request';
import type { StorwareTask } from '@/lib/storware/model/task';
import type { WriteOutcome } from '@/lib/storware/model/write-outcome';
import { submitCall } from './submit-call';
import type { SubmitResult } from './submit-call';

/** The one call that work stands for. */
export type WorkCall =
  | { readonly kind: 'import'; readonly request: RestoreImportRequest }
  | { readonly kind: 'to-node'; readonly request: RestoreToNodeRequest }
  | { readonly kind: 'mount'; readonly request: MountRequest }
  | { readonly kind: 'remount' | 'unmount'; readonly mountGuid: string };

/**
 * Sends the restore, mount or unmount that an operation stands for; see `submitCall` for what is promised. Throws
 * `not_found` for a recovery point, mount or part of them that is not the machine's, once the operation is settled.
 */
export function submitWork(operationId: string, machine: AuthorizedMachine, call: WorkCall): Promise<SubmitResult> {
  return submitCall(operationId, machine.guid, () => send(machine, call));
}

function send(machine: AuthorizedMachine, call: WorkCall): Promise<WriteOutcome<StorwareTask[]>> {
  switch (call.kind) {
    case 'import':
      return startRestoreAndImport(machine, call.request);
    case 'to-node':
      return startRestoreToNode(machine, call.request);
    case 'mount':
      return startRestoreAndMount(machine, call.request);
    case 'remount':
      return remount(machine, call.mountGuid);
    case 'unmount':
      return unmount(machine, call.mountGuid);
  }
}
