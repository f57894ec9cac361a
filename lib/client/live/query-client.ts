import { QueryClient } from '@tanstack/react-query';
import { isProblem } from '@/lib/client/http/problems';

/** After these errors a retry can't help. */
const nonRetryable = [
  'malformed_request',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'last_admin',
  'proof_required',
  'validation_failed',
  'unreadable_answer',
] as const;

/** True for an error after which a page need not retry automatically. */
export function isNonRetryable(error: unknown): boolean {
  return isProblem(error, ...nonRetryable);
}

/** The cache of one tab: events keep it up to date; while they are missing, the event stream polls. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // On the server a cache lives only while the page is rendered, and no timer may keep it.
        gcTime: typeof window === 'undefined' ? Infinity : 5 * 60_000,
        refetchOnWindowFocus: true,
        retry: (count, error) => count < 2 && !isNonRetryable(error) && !isProblem(error, 'rate_limited'),
        retryDelay: (count) => 800 * 2 ** count,
        networkMode: 'always',
      },
      mutations: { retry: 0, networkMode: 'always' },
    },
  });
}
