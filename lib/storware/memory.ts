import 'server-only';
import { processSingleton } from '@/lib/core/process-singleton';
import type { AvailabilityStore } from './capability/availability';
import type { LinkStatus } from './model/link-status';

/** What a client finds out that outlives its process and that all processes share. */
export type StorwareMemory = AvailabilityStore & {
  /** Keeps the state of the link as the caller sees it now. */
  saveLink: (status: LinkStatus) => Promise<void>;
};

const holder = (): { memory: StorwareMemory | null } => processSingleton('storware-memory', () => ({ memory: null }));

/** Gives the client of this process its memory; without one it goes by what it finds out itself. */
export function setStorwareMemory(memory: StorwareMemory | null): void {
  holder().memory = memory;
}

export function storwareMemory(): StorwareMemory | null {
  return holder().memory;
}
