import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import { isAppError } from '@/lib/core/app-error';
import { log } from '@/lib/core/log';
import { processSingleton } from '@/lib/core/process-state';
import { requestSync } from '@/lib/db/change-feed';
import { db } from '@/lib/db/client';
import { asOf } from '@/lib/mirror/sync-record';
import { isTerminalTaskState } from '@/lib/storware/model/task';
import { findTaskUnscoped, startInventorySyncUnscoped } from '@/lib/storware/unscoped';
import type { InventoryPlace } from '@/lib/storware/unscoped';

/**
 * What the portal knows of the machines at a place, as of `at`. PLATFORM: the server read its platform first. SERVER:
 * it does not support that (it is beyond the guide), so this is what the server knew.
 */
type InventoryReading = { readonly by: 'PLATFORM' | 'SERVER'; readonly at: Date; readonly tookMs: number };
/** Why there is none: the read is not finished, or failed. */
export type NoReading = { readonly by: null; readonly reason: 'BUSY' | 'FAILED' };

/** How long one request waits for the read; it continues in the background. */
const waitMs = 15_000;
const longestMs = 5 * 60_000;
const pollMs = 300;
const keptMs = 10 * 60_000;

type Flight = { readonly begunAt: number; readonly done: Promise<InventoryReading | NoReading> };
type Memory = { readonly readings: Map<string, InventoryReading>; readonly flights: Map<string, Flight> };
const memory = (): Memory =>
  processSingleton('inventory-readings', () => ({ readings: new Map(), flights: new Map() }));

/**
 * Reads the machines of a place again and updates the mirror: the result is not older than `notBefore`. If a read takes
 * longer than a request waits, the result may be as old as two reads take, so that such places can be used at all.
 * Concurrent calls share one read. Never throws errors of Storware's.
 */
export async function rereadInventory(place: InventoryPlace, notBefore: Date): Promise<InventoryReading | NoReading> {
  const { readings, flights } = memory();
  const key = JSON.stringify(place);
  const known = readings.get(key);
  if (known && isRecent(known, notBefore)) return known;
  let flight = flights.get(key);
  if (!flight || flight.begunAt < notBefore.getTime() - longestMs) {
    const begun: Flight = { begunAt: Date.now(), done: read(place) };
    flight = begun;
    flights.set(key, begun);
    void begun.done.then((reading) => {
      if (flights.get(key) === begun) flights.delete(key);
      for (const [other, { at }] of readings) if (Date.now() - at.getTime() > keptMs) readings.delete(other);
      if (reading.by !== null) readings.set(key, reading);
    });
  }
  const reading = await Promise.race([
    flight.done,
    pause(waitMs, { by: null, reason: 'BUSY' } as const, { ref: false }),
  ]);
  if (reading.by === null || isRecent(reading, notBefore)) return reading;
  // It had begun for another caller, before the required time.
  return flight.begunAt < notBefore.getTime() ? rereadInventory(place, notBefore) : reading;
}

function isRecent({ at, tookMs }: InventoryReading, notBefore: Date): boolean {
  return at.getTime() >= notBefore.getTime() - (tookMs > waitMs ? 2 * tookMs : 0);
}

async function read(place: InventoryPlace): Promise<InventoryReading | NoReading> {
  const begunAt = new Date();
  try {
    const by = await readPlatform(place);
    if (by === null) return { by: null, reason: 'FAILED' };
    if (!(await rereadMachines(longestMs))) return { by: null, reason: 'BUSY' };
    return { by, at: begunAt, tookMs: Date.now() - begunAt.getTime() };
  } catch (error) {
    log.warn(
      { module: 'mirror', ...(isAppError(error) ? { code: error.code } : { err: error }) },
      'an inventory could not be read anew',
    );
    return { by: null, reason: 'FAILED' };
  }
}

async function readPlatform(place: InventoryPlace): Promise<'PLATFORM' | 'SERVER' | null> {
  const outcome = await startInventorySyncUnscoped(place);
  if (outcome.kind === 'rejected') return 'SERVER';
  if (outcome.kind !== 'accepted') return null;
  const until = Date.now() + longestMs;
  for (const guid of outcome.value) {
    for (;;) {
      const task = await findTaskUnscoped(guid);
      if (task === null || task.state === 'FINISHED') break;
      if (isTerminalTaskState(task.state) || Date.now() > until) return null;
      await pause(pollMs);
    }
  }
  // Without the task in the response there is nothing to wait for.
  return outcome.value.length === 0 ? 'SERVER' : 'PLATFORM';
}

/** Lets the elected worker read the list of machines, with the policy of each; false when it does not do so in time. */
export async function rereadMachines(forMs: number = waitMs): Promise<boolean> {
  const since = new Date();
  const until = since.getTime() + forMs;
  await requestSync(db(), { kind: 'machines' });
  while (((await asOf('machines'))?.getTime() ?? 0) < since.getTime()) {
    if (Date.now() > until) return false;
    await pause(pollMs);
  }
  return true;
}
