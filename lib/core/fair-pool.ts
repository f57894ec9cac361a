import { portalItself } from './call-context';
import type { Claimant } from './call-context';

export type Lane = 'read' | 'write';

/** Why no place was given. `share`: the claimant's own share is used up; `busy`: the pool is; `aborted`: the claimant gave up. */
export type Refusal = 'share' | 'busy' | 'aborted';

export class PoolRefusal extends Error {
  constructor(readonly reason: Refusal) {
    super(`no place: ${reason}`);
    this.name = 'PoolRefusal';
  }
}

export type FairPoolOptions = {
  /** Places that may be held at the same time. */
  readonly size: number;
  /** Claims of one tenant that may wait; a person of it may have half of them waiting. */
  readonly maxWaiting?: number;
};
export type AcquireOptions = { readonly lane?: Lane; /** 0: now or not at all. */ readonly timeoutMs: number; readonly signal?: AbortSignal | undefined };

export type FairPool = {
  /** Resolves with the function that gives the place back; calling it again does nothing. Rejects with a PoolRefusal. */
  acquire: (claimant: Claimant, options: AcquireOptions) => Promise<() => void>;
  /** The same without waiting; null when there is no place now. */
  tryAcquire: (claimant: Claimant) => (() => void) | null;
  waiting: () => number;
};

type Waiter = { readonly claimant: Claimant; readonly lane: Lane; readonly order: number; readonly grant: () => void };
type Account = { held: number; lastServed: number };

/**
 * Places that tenants share. Who holds fewest is served first, then who was served longest ago: tenants in turn, within
 * a tenant its persons in turn, within a person first come, first served. The two lanes take turns, so that long
 * reading can't starve someone's backup, nor the other way round.
 *
 * A tenant may hold as many places as stay free (dynamic thresholds, Choudhury and Hahne 1998): one alone has half of
 * them, the next half of the rest, so that there is room for one who comes later. The same holds for the persons of a
 * tenant. The portal's own work, which is bounded where it is begun, leaves a quarter of the places to tenants.
 */
export function createFairPool({ size, maxWaiting = 500 }: FairPoolOptions): FairPool {
  const accounts = new Map<string, Account>();
  let waiters: Waiter[] = [];
  let used = 0;
  let clock = 0;
  let nextLane: Lane = 'write';

  const account = (key: string): Account => accounts.get(key) ?? { held: 0, lastServed: 0 };
  const hasRoom = (claimant: Claimant): boolean => used < size && isWithinShare(claimant);

  function isWithinShare(claimant: Claimant): boolean {
    const [tenant, person] = keysOf(claimant).map((key) => account(key).held) as [number, number];
    if (isPortal(claimant)) return tenant < size - Math.floor(size / 4);
    const free = size - used;
    return free === 0 ? tenant === 0 : tenant < free && person < Math.max(1, free - tenant);
  }

  function take(claimant: Claimant): () => void {
    used += 1;
    clock += 1;
    for (const key of keysOf(claimant)) accounts.set(key, { held: account(key).held + 1, lastServed: clock });
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      used -= 1;
      for (const key of keysOf(claimant)) accounts.set(key, { ...account(key), held: account(key).held - 1 });
      serve();
      forget(claimant);
    };
  }

  /** Who has nothing and waits for nothing is a newcomer again. */
  function forget(claimant: Claimant): void {
    const [tenant, person] = keysOf(claimant);
    if (account(person).held === 0 && !waiters.some((one) => keysOf(one.claimant)[1] === person)) accounts.delete(person);
    if (account(tenant).held === 0 && !waiters.some((one) => one.claimant.tenant === claimant.tenant)) accounts.delete(tenant);
  }

  function serve(): void {
    while (used < size) {
      const next = nextWaiter();
      if (!next) return;
      waiters = waiters.filter((one) => one !== next);
      nextLane = next.lane === 'read' ? 'write' : 'read';
      next.grant();
    }
  }

  function nextWaiter(): Waiter | null {
    let best: { waiter: Waiter; rank: readonly number[] } | null = null;
    for (const waiter of waiters) {
      if (!hasRoom(waiter.claimant)) continue;
      const [tenant, person] = keysOf(waiter.claimant).map(account) as [Account, Account];
      const rank = [waiter.lane === nextLane ? 0 : 1, tenant.held, tenant.lastServed, person.held, person.lastServed, waiter.order];
      if (best === null || isBefore(rank, best.rank)) best = { waiter, rank };
    }
    return best?.waiter ?? null;
  }

  function isFull(claimant: Claimant): boolean {
    if (isPortal(claimant)) return false;
    const own = waiters.filter((one) => one.claimant.tenant === claimant.tenant);
    return own.length >= maxWaiting || own.filter((one) => one.claimant.person === claimant.person).length >= Math.ceil(maxWaiting / 2);
  }

  return {
    waiting: () => waiters.length,
    tryAcquire: (claimant) => (hasRoom(claimant) ? take(claimant) : null),
    acquire: (claimant, { lane = 'read', timeoutMs, signal }) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(new PoolRefusal('aborted'));
        if (hasRoom(claimant)) return resolve(take(claimant));
        if (isFull(claimant)) return reject(new PoolRefusal('share'));
        const leave = (reason: () => Refusal): void => {
          stopWaiting();
          waiters = waiters.filter((one) => one !== waiter);
          const refusal = new PoolRefusal(reason());
          forget(claimant);
          reject(refusal);
        };
        const onAbort = (): void => leave(() => 'aborted');
        const timer = setTimeout(() => leave(() => (isWithinShare(claimant) ? 'busy' : 'share')), timeoutMs);
        const stopWaiting = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
        };
        clock += 1;
        const waiter: Waiter = {
          claimant,
          lane,
          order: clock,
          grant: () => {
            stopWaiting();
            resolve(take(claimant));
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        waiters.push(waiter);
      }),
  };
}

const isPortal = ({ tenant }: Claimant): boolean => tenant === portalItself.tenant;
const keysOf = ({ tenant, person }: Claimant): [tenant: string, person: string] => [`tenant ${tenant}`, `person ${person} of ${tenant}`];

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}
