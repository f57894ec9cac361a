import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { AppError } from '@/lib/core/app-error';
import { env } from '@/lib/core/env';
import { processSingleton } from '@/lib/core/process-state';

/** The metrics in Prometheus' text format, for requests with METRICS_TOKEN as bearer token; otherwise not found. */
export async function metricsAnswer(
  headers: Headers,
  expected: string | null = env().metricsToken ?? null,
): Promise<Response> {
  const given = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1];
  if (expected === null || given === undefined || !timingSafeEqual(digest(given), digest(expected)))
    throw new AppError('not_found', { meta: { reason: 'no valid metrics token' } });
  const { registry } = metrics();
  return new Response(await registry.metrics(), {
    headers: { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' },
  });
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

type Metrics = { readonly registry: Registry; readonly requestSeconds: Histogram<'method' | 'route' | 'status'> };

/** The metrics of this process: Node's own, and the duration of requests by route template. */
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
