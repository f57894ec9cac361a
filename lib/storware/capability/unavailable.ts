import { AppError, isAppError } from '@/lib/core/app-error';
import type { Route } from '@/lib/storware/transport/exchange';
import { routeMeta } from '@/lib/storware/outcomes';
import type { Availability } from './availability';
import { capabilityById, capabilityOf } from './guide';
import type { CapabilityId } from './table';

/** What asks for a capability that is not to be had: it says so in a tenant's words, and is no failure of the server. */
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

/** The capability whose absence an error tells of; null for any other error. */
export function missingCapability(error: unknown): CapabilityId | null {
  return isAppError(error) && typeof error.meta?.['capability'] === 'string'
    ? (error.meta['capability'] as CapabilityId)
    : null;
}

/** What a tenant is told where a feature rests on what an error says is not to be had; null for any other error. */
export function reasonWithout(error: unknown): string | null {
  const id = missingCapability(error);
  return id && capabilityById(id).reason;
}

/** What a capability gives; null when it is not to be had now, whatever the reason. Other errors, such as a server that is away, are thrown on. */
export async function ifOffered<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (missingCapability(error) === null) throw error;
    return null;
  }
}
