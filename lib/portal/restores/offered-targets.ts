import type { EntitledPlaces } from '@/lib/portal/scope/entitled-places';
import type { RestoreTargets } from '@/lib/storware/authorized/restore-choices';
import type { TargetPlace } from './target-choices';

/** The targets that the server offers and the tenant may use: managers where the server offers any, else hypervisors (STORWARE_API.md 15). */
export function offeredTargets(places: EntitledPlaces, { managers, hypervisors }: RestoreTargets): TargetPlace[] {
  if (managers.length > 0)
    return places.all('MANAGER').filter((place) => managers.some(({ guid }) => guid === place.guid));
  return places.all('HYPERVISOR').filter((place) => hypervisors.some(({ guid }) => guid === place.guid));
}
