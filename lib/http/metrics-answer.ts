import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@/lib/core/app-error';
import { env } from '@/lib/core/env';
import { metrics } from '@/lib/core/metrics';

/** The metrics in Prometheus' text form, for whoever brings METRICS_TOKEN as a bearer token; for others, and without one set, there is nothing. */
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
