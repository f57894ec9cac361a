import 'server-only';
import type { ServerText } from '@/lib/contracts/server-text';
import type { Logger } from 'pino';
import { processSingleton } from '@/lib/core/process-state';
import type { LinkStatus } from '@/lib/storware/model/result';
import type { Route } from '@/lib/storware/transport/exchange';
import { AppError, isAppError } from '@/lib/core/app-error';
import { routeMeta } from '@/lib/storware/outcomes';
import type { RouteName } from './guide';
import { capabilityById, capabilityOf, routeName } from './guide';
import type { CapabilityId } from './table';

/**
 * `MISSING`: 404, 405 or 501; `DENIED`: 403; `NOT_UNDERSTOOD`: an answer that nobody understands; `OUTAGE`: 5xx or no answer
 * while the rest of the server answers.
 */
export type Availability = 'AVAILABLE' | 'MISSING' | 'DENIED' | 'NOT_UNDERSTOOD' | 'OUTAGE';
export type Unavailability = Exclude<Availability, 'AVAILABLE'>;

/** What is known of one route of a capability. */
export type RouteRecord = {
  readonly route: RouteName;
  readonly capability: CapabilityId;
  readonly state: Availability;
  /** Of the response that showed it; null without a response. */
  readonly status: number | null;
  readonly since: Date;
  readonly checkedAt: Date;
  /** In a row. */
  readonly failures: number;
  /** When to try it again; null while it answers. */
  readonly nextTryAt: Date | null;
};

/** Storage of records, shared by all processes. Both functions may fail: then the process uses its own results. */
export type AvailabilityStore = { load: () => Promise<RouteRecord[]>; save: (record: RouteRecord) => Promise<void> };

export type RetryPauses = { missingMs: number; missingMaxMs: number; outageMs: number; outageMaxMs: number };

type AvailabilityOptions = {
  log: Logger;
  now: () => number;
  pauses: RetryPauses;
  store: () => AvailabilityStore | null;
};

type AvailabilityBook = {
  /** Loads the results of other processes, at most every few seconds. Never rejects. */
  refresh: () => Promise<void>;
  /**
   * Why this route must not be called now; null when it may be. A failure for one object says nothing about another:
   * the route is blocked only while it is missing or never answers.
   */
  blocked: (route: Route) => RouteRecord | null;
  worked: (route: Route) => void;
  failed: (route: Route, state: Unavailability, status: number | null) => void;
  /**
   * Records whether a route of the guide was answered, which shows whether a capability or the whole server is down.
   */
  serverAnswered: (isUp: boolean) => void;
};

const refreshEveryMs = 10_000;
const saveEveryMs = 60_000;

/** Routes whose 404 may be about a target or place named in the request instead of the route. */
const namesPlaces: ReadonlySet<RouteName> = new Set<RouteName>([
  'POST /tasks/restore',
  'POST /tasks/restore-and-mount',
  'POST /tasks/inventory-sync',
  'GET /hypervisor-clusters',
  'GET /hypervisor-storages',
  'GET /network',
  'GET /network/shared',
  'GET /virtual-machine-flavors',
  'GET /projects/for-restore',
]);
/** So many 404 in a row for one place mean that the route is missing. */
const confirmingDenials = 3;

const isOfOneObject = ({ template }: Pick<Route, 'template'>): boolean => template.includes('{');

/**
 * Whether a status says that the server, or this account, does not have the route. A 404 may be about one object only,
 * unless that object has just been read.
 */
export function unavailabilityOf(route: Pick<Route, 'method' | 'template'>, status: number): Unavailability | null {
  if (status === 403) return 'DENIED';
  if (status === 405 || status === 501) return 'MISSING';
  if (status === 404) return !isOfOneObject(route) || route.template.endsWith('/settings') ? 'MISSING' : null;
  return status >= 500 ? 'OUTAGE' : null;
}

/**
 * Tracks which routes beyond the guide are available: learned from use, stored, and tried again with growing pauses.
 */
export function createAvailabilityBook({ log, now, pauses, store }: AvailabilityOptions): AvailabilityBook {
  const records = new Map<RouteName, RouteRecord>();
  const savedAt = new Map<RouteName, number>();
  /** Routes that failed while it is not known yet whether the whole server is down. */
  const unconfirmed = new Map<RouteName, { route: Route; status: number | null }>();
  /** Last 404 of a route that names places: for what, and how often. */
  const denials = new Map<RouteName, { request: string; times: number }>();
  let refreshedAt = -Infinity;
  let refreshing: Promise<void> | null = null;

  async function load(): Promise<void> {
    try {
      for (const record of (await store()?.load()) ?? []) {
        const own = records.get(record.route);
        if (!own || own.checkedAt < record.checkedAt) records.set(record.route, record);
      }
    } catch (error) {
      log.debug({ err: error }, 'could not read what is known of the capabilities of Storware');
    }
  }

  function keep(record: RouteRecord): void {
    records.set(record.route, record);
    savedAt.set(record.route, now());
    store()
      ?.save(record)
      .catch((error: unknown) => log.debug({ err: error }, 'could not keep what is known of a capability of Storware'));
  }

  function note(route: Route, state: Availability, status: number | null): void {
    const capability = capabilityOf(route);
    if (!capability) return;
    const name = routeName(route);
    const before = records.get(name);
    const checkedAt = new Date(now());
    unconfirmed.delete(name);
    if (state === 'AVAILABLE') denials.delete(name);
    if (state === 'AVAILABLE') {
      if (before?.state === 'AVAILABLE' && now() - (savedAt.get(name) ?? 0) < saveEveryMs) return;
      const since = before?.state === 'AVAILABLE' ? before.since : checkedAt;
      keep({
        route: name,
        capability: capability.id,
        state,
        status: null,
        since,
        checkedAt,
        failures: 0,
        nextTryAt: null,
      });
      if (before && before.state !== 'AVAILABLE')
        log.info(
          { method: route.method, route: route.template, capability: capability.id },
          'Storware offers this again',
        );
      return;
    }
    const failures = (before?.failures ?? 0) + 1;
    const [first, most] =
      state === 'OUTAGE' ? [pauses.outageMs, pauses.outageMaxMs] : [pauses.missingMs, pauses.missingMaxMs];
    const nextTryAt = new Date(now() + Math.min(most, first * 2 ** Math.min(failures - 1, 20)));
    keep({
      route: name,
      capability: capability.id,
      state,
      status,
      since: before?.state === state ? before.since : checkedAt,
      checkedAt,
      failures,
      nextTryAt,
    });
    if (before?.state === state) return;
    const line = {
      method: route.method,
      route: route.template,
      capability: capability.id,
      state,
      status,
      ...(state === 'DENIED' && { privilege: capability.privilege }),
    };
    log.warn(
      line,
      `Storware does not offer this (any more). ${capability.missing.text} It is tried again now and then.`,
    );
  }

  /**
   * Whether a 404 may still be about a place; a second place, or repeated 404 for one place, means that the route is
   * missing.
   */
  function isUnconfirmed(route: Route, status: number | null): boolean {
    const name = routeName(route);
    if (status !== 404 || !namesPlaces.has(name) || (records.get(name)?.failures ?? 0) > 0) return false;
    const request = JSON.stringify([route.query, route.body]);
    const before = denials.get(name);
    const times = (before?.times ?? 0) + 1;
    denials.set(name, { request, times });
    return times < confirmingDenials && (before === undefined || before.request === request);
  }

  return {
    refresh: () => {
      if (refreshing) return refreshing;
      if (now() - refreshedAt < refreshEveryMs || !store()) return Promise.resolve();
      refreshedAt = now();
      refreshing = load().finally(() => {
        refreshing = null;
      });
      return refreshing;
    },
    blocked: (route) => {
      const record = records.get(routeName(route));
      const isOfRoute =
        !isOfOneObject(route) || record?.state === 'MISSING' || (record?.state === 'OUTAGE' && record.status === null);
      return isOfRoute && record?.nextTryAt && record.nextTryAt.getTime() > now() ? record : null;
    },
    worked: (route) => {
      note(route, 'AVAILABLE', null);
    },
    failed: (route, state, status) => {
      const name = routeName(route);
      if (isUnconfirmed(route, status)) return;
      if (state === 'OUTAGE' && records.get(name)?.state !== 'OUTAGE' && !unconfirmed.has(name))
        unconfirmed.set(name, { route, status });
      else note(route, state, status);
    },
    serverAnswered: (isUp) => {
      const all = [...unconfirmed.values()];
      unconfirmed.clear();
      if (isUp) for (const { route, status } of all) note(route, 'OUTAGE', status);
    },
  };
}

/** What a client finds out that all processes share and that outlives them. */
export type StorwareMemory = AvailabilityStore & {
  /** Stores the state of the connection as this process sees it. */
  saveLink: (status: LinkStatus) => Promise<void>;
};

const holder = (): { memory: StorwareMemory | null } => processSingleton('storware-memory', () => ({ memory: null }));

/** Sets the memory of this process's client; without one it uses only its own results. */
export function setStorwareMemory(memory: StorwareMemory | null): void {
  holder().memory = memory;
}

export function storwareMemory(): StorwareMemory | null {
  return holder().memory;
}

/**
 * Error of a call that needs an unavailable capability: its text is for tenants, and it is not a failure of the server.
 */
export function unavailableError(
  route: Route,
  state: Exclude<Availability, 'AVAILABLE'>,
  status: number | null,
  cause?: unknown,
): AppError {
  const capability = capabilityOf(route);
  const code =
    state === 'OUTAGE'
      ? 'upstream_unavailable'
      : state === 'NOT_UNDERSTOOD'
        ? 'upstream_contract'
        : 'upstream_rejected';
  return new AppError(code, {
    detail: capability?.reason,
    cause,
    meta: {
      ...routeMeta(route),
      status,
      capability: capability?.id,
      availability: state,
      ...(isAppError(cause) && { paths: cause.meta?.['paths'] }),
    },
    ...(state === 'OUTAGE' && { retryAfterSeconds: 30 }),
  });
}

/** The capability that is missing according to an error; null for any other error. */
export function missingCapability(error: unknown): CapabilityId | null {
  return isAppError(error) && typeof error.meta?.['capability'] === 'string'
    ? (error.meta['capability'] as CapabilityId)
    : null;
}

/** The text for a tenant when an error says that a capability is missing; null for any other error. */
export function reasonWithout(error: unknown): ServerText | null {
  const id = missingCapability(error);
  return id && capabilityById(id).reason;
}

/** The result of a capability; null when it is not available now. Other errors, such as an outage, are rethrown. */
export async function ifOffered<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (missingCapability(error) === null) throw error;
    return null;
  }
}
