import { QueryClient } from '@tanstack/react-query';
import { isLiveLost } from './connection-store';
import { isProblem } from './problem-error';

/** How often a page reads again by itself while the event stream is down. */
export const pollingMs = 15_000;

const hopeless = ['malformed_request', 'unauthenticated', 'forbidden', 'not_found', 'conflict', 'validation_failed', 'unreadable_answer'] as const;

/** The cache of one tab: events keep it fresh; polling does while they are missing. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: true,
        refetchInterval: (query) => (isLiveLost() && !isProblem(query.state.error, ...hopeless) ? pollingMs : false),
        retry: (count, error) => count < 2 && !isProblem(error, ...hopeless, 'rate_limited'),
        retryDelay: (count) => 800 * 2 ** count,
        networkMode: 'always',
      },
      mutations: { retry: 0, networkMode: 'always' },
    },
  });
}
