import { Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { processSingleton } from './process-singleton';

type Metrics = { readonly registry: Registry; readonly requestSeconds: Histogram<'method' | 'route' | 'status'> };

/** The metrics of this process: Node's own, and the time of each request by route template. */
export function metrics(): Metrics {
  return processSingleton('metrics', () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const requestSeconds = new Histogram({
      name: 'portal_http_request_seconds',
      help: 'Time to answer a request of the API, by method, route template and status',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    });
    return { registry, requestSeconds };
  });
}
