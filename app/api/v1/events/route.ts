import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { streamRoute } from '@/lib/http/routes/stream-route';
import { watchEvents, watchFreshness } from '@/lib/portal/events/watch-events';

export const GET = streamRoute({
  path: '/api/v1/events',
  summary: "What happens on the tenant's machines, as it happens",
  permission: 'machine:read',
  events: watchEvents,
  eventsWithoutTenant: watchFreshness,
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
