import * as z from 'zod';
import { isSettled } from '@/lib/contracts/operation';
import type { OperationState, Phase } from '@/lib/contracts/operation';

/** What of an operation decides about its note. */
export type Noted = {
  readonly kind: string;
  readonly mode: string | null;
  readonly state: OperationState;
  readonly targetName: string | null;
  readonly targetText: string | null;
  readonly resultMachineGuid: string | null;
  readonly request: unknown;
  /** When a cancellation was given up. */
  readonly cancelRefusedAt: Date | null;
};

const Plan = z.object({ overwrite: z.boolean().optional(), path: z.string().optional() });
const StoredRequest = z.union([z.object({ request: Plan }).transform(({ request }) => request), Plan]).catch({});

/**
 * What is still to come after the end of a restore, or was left behind by one that did not end well (STORWARE_API.md 14.2,
 * 14.7): in a tenant's words, null when there is nothing to say. Pure.
 */
export function noteOf(operation: Noted, phases: readonly Phase[], hasResult: boolean): string | null {
  if (operation.cancelRefusedAt !== null && !isSettled(operation.state))
    return 'The backup system refused to cancel this work, again and again. It goes on to its end; your provider can stop it.';
  if (operation.kind !== 'RESTORE') return null;
  const { overwrite, path } = StoredRequest.parse(operation.request);
  const isDone = operation.state === 'SUCCEEDED' || operation.state === 'WARNING';
  const isBroken = operation.state === 'CANCELLED' || operation.state === 'FAILED';
  if (operation.mode === 'FILE_SYSTEM') {
    if (isDone)
      return `The files are in ${path ?? 'the chosen folder'} of ${operation.targetText ?? 'the node'}. Your provider hands them to you.`;
    return isBroken && hasBegun(phases, 'RESTORE')
      ? 'Files that were written before stay on the node. Your provider can remove them.'
      : null;
  }
  const name = operation.targetName === null ? 'the new machine' : `“${operation.targetName}”`;
  if (isDone) {
    if (hasResult) return null;
    if (operation.resultMachineGuid !== null)
      return `${capital(name)} appears among your machines as soon as the inventory shows it, usually within minutes.`;
    return `The backup system did not say which machine came of it. If ${name} is missing from your machines, ask your provider to assign it to you.`;
  }
  if (!isBroken) return null;
  // The import follows by itself: once the first phase has ended it may have begun before anyone looked.
  const isRead = phases.some(({ type, state }) => type === 'RESTORE' && state === 'FINISHED');
  if (!isRead && !hasBegun(phases, 'IMPORT')) return 'Nothing was created on the platform.';
  const lost = overwrite ? ' The machines that it was to replace may be gone.' : '';
  return `The platform may hold an unfinished ${name}. Your provider can remove it.${lost}`;
}

function hasBegun(phases: readonly Phase[], type: string): boolean {
  return phases.some((phase) => phase.type === type && phase.startedAt !== null);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
