import { portalItself } from './call-context';
import type { Claimant } from './call-context';

export type QueueClass = 'read' | 'write';

/**
 * Why no slot was given. `share`: the claimant's own share is used up; `busy`: the pool is; `aborted`: the claimant
 * cancelled.
 */
export type Refusal = 'share' | 'busy' | 'aborted';

export class PoolRefusal extends Error {
  constructor(readonly reason: Refusal) {
    super(`no place: ${reason}`);
    this.name = 'PoolRefusal';
  }
}

export type FairPoolOptions = {
  /** Slots that may be held at the same time. */
  readonly size: number;
  /** Maximum number of waiting claims of one tenant; one person may have half of them. */
  readonly maxWaiting?: number;
};
export type AcquireOptions = {
  readonly queueClass?: QueueClass;
  /** 0: now or not at all. */ readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
};

export type FairPool = {
  /** Resolves with the release function; calling it again does nothing. Rejects with a PoolRefusal. */
  acquire: (claimant: Claimant, options: AcquireOptions) => Promise<() => void>;
  /** The same without waiting; null when no slot is free. */
  tryAcquire: (claimant: Claimant) => (() => void) | null;
  waiting: () => number;
};

type Waiter = {
  readonly claimant: Claimant;
  readonly keys: Keys;
  readonly queueClass: QueueClass;
  readonly order: number;
  readonly grant: () => void;
};
type Keys = readonly [tenant: string, person: string];
type Account = { held: number; waiting: number; lastServed: number };

/**
 * Slots shared by tenants. The claimant with the fewest slots is served first, then the one served longest ago: tenants
 * take turns, then the persons of a tenant, then first come, first served. The two queue classes take turns, so that
 * neither reads nor writes starve. A tenant may hold as many slots as stay free (dynamic thresholds, Choudhury and
 * Hahne 1998): one tenant alone has half of them, the next half of the rest, so that newcomers find capacity. The same
 * holds for the persons of a tenant. The portal's own work, which is limited where it starts, leaves a quarter of the
 * slots to tenants.
 */
export function createFairPool({ size, maxWaiting = 500 }: FairPoolOptions): FairPool {
  const accounts = new Map<string, Account>();
  const waiters = new Set<Waiter>();
  let used = 0;
  let clock = 0;
  let nextClass: QueueClass = 'write';

  const account = (key: string): Account => accounts.get(key) ?? { held: 0, waiting: 0, lastServed: 0 };
  const hasCapacity = (claimant: Claimant, keys: Keys): boolean => used < size && isWithinShare(claimant, keys);

  /** A claimant without slots and waiting claims starts afresh. */
  function change(keys: Keys, by: { held?: number; waiting?: number }, lastServed?: number): void {
    for (const key of keys) {
      const before = account(key);
      const after = {
        held: before.held + (by.held ?? 0),
        waiting: before.waiting + (by.waiting ?? 0),
        lastServed: lastServed ?? before.lastServed,
      };
      if (after.held === 0 && after.waiting === 0) accounts.delete(key);
      else accounts.set(key, after);
    }
  }

  function isWithinShare(claimant: Claimant, keys: Keys): boolean {
    const [tenant, person] = [account(keys[0]).held, account(keys[1]).held];
    if (isPortal(claimant)) return tenant < size - Math.floor(size / 4);
    const free = size - used;
    return free === 0 ? tenant === 0 : tenant < free && person < Math.max(1, free - tenant);
  }

  function take(keys: Keys): () => void {
    used += 1;
    clock += 1;
    change(keys, { held: 1 }, clock);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      used -= 1;
      change(keys, { held: -1 });
      serve();
    };
  }

  function serve(): void {
    while (used < size) {
      const next = nextWaiter();
      if (!next) return;
      nextClass = next.queueClass === 'read' ? 'write' : 'read';
      next.grant();
    }
  }

  function nextWaiter(): Waiter | null {
    let best: { waiter: Waiter; rank: readonly number[] } | null = null;
    for (const waiter of waiters) {
      if (!hasCapacity(waiter.claimant, waiter.keys)) continue;
      const [tenant, person] = [account(waiter.keys[0]), account(waiter.keys[1])];
      const rank = [
        waiter.queueClass === nextClass ? 0 : 1,
        tenant.held,
        tenant.lastServed,
        person.held,
        person.lastServed,
        waiter.order,
      ];
      if (best === null || isBefore(rank, best.rank)) best = { waiter, rank };
    }
    return best?.waiter ?? null;
  }

  const isFull = (claimant: Claimant, [tenant, person]: Keys): boolean =>
    !isPortal(claimant) &&
    (account(tenant).waiting >= maxWaiting || account(person).waiting >= Math.ceil(maxWaiting / 2));

  return {
    waiting: () => waiters.size,
    tryAcquire: (claimant) => {
      const keys = keysOf(claimant);
      return hasCapacity(claimant, keys) ? take(keys) : null;
    },
    acquire: (claimant, { queueClass = 'read', timeoutMs, signal }) =>
      new Promise((resolve, reject) => {
        const keys = keysOf(claimant);
        if (signal?.aborted) return reject(new PoolRefusal('aborted'));
        if (hasCapacity(claimant, keys)) return resolve(take(keys));
        if (isFull(claimant, keys)) return reject(new PoolRefusal('share'));
        const stopWaiting = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          waiters.delete(waiter);
          change(keys, { waiting: -1 });
        };
        const leave = (reason: Refusal): void => {
          stopWaiting();
          reject(new PoolRefusal(reason));
        };
        const onAbort = (): void => leave('aborted');
        const timer = setTimeout(
          () => leave(isPortal(claimant) || isWithinShare(claimant, keys) ? 'busy' : 'share'),
          timeoutMs,
        );
        clock += 1;
        const waiter: Waiter = {
          claimant,
          keys,
          queueClass,
          order: clock,
          grant: () => {
            const release = take(keys);
            stopWaiting();
            resolve(release);
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        waiters.add(waiter);
        change(keys, { waiting: 1 });
      }),
  };
}

const isPortal = ({ tenant }: Claimant): boolean => tenant === portalItself.tenant;
const keysOf = ({ tenant, person }: Claimant): Keys => [`tenant ${tenant}`, `person ${person} of ${tenant}`];

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}

/**
 * Interleaves items: the first of each tenant, then the second of each, and so on. The order within a tenant, and of
 * tenants by their first item, stays. For rounds that process items one after the other, so that a tenant with many
 * items does not delay one with few.
 */
export function inTurns<T extends { readonly tenantId: string | null }>(items: readonly T[]): T[] {
  const turns: T[][] = [];
  const taken = new Map<string | null, number>();
  for (const item of items) {
    const turn = taken.get(item.tenantId) ?? 0;
    taken.set(item.tenantId, turn + 1);
    (turns[turn] ??= []).push(item);
  }
  return turns.flat();
}
