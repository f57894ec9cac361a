import { metricsAnswer } from '@/lib/http/metrics';
import { noOtherMethods } from '@/lib/http/routes/no-other-methods';
import { publicRoute } from '@/lib/http/routes/api-routes';

export const GET = publicRoute({
  path: '/metrics',
  summary: 'Metrics for Prometheus, guarded by METRICS_TOKEN',
  handler: ({ headers }) => metricsAnswer(headers),
});
export const { POST, PUT, PATCH, DELETE, OPTIONS } = noOtherMethods;
