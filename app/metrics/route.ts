import { metricsAnswer } from '@/lib/http/metrics-answer';
import { noOtherMethods } from '@/lib/http/no-other-methods';
import { publicRoute } from '@/lib/http/public-route';

export const GET = publicRoute({
  path: '/metrics',
  summary: 'Metrics for Prometheus, guarded by METRICS_TOKEN',
  handler: ({ headers }) => metricsAnswer(headers),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
