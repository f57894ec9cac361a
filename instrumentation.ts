import type { Instrumentation } from 'next';

/** Runs once when the server starts, before it answers anything. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { prepareProcess } = await import('@/lib/http/prepare-process');
  prepareProcess(process.env);
  const { env } = await import('@/lib/core/env');
  if (env().syncWorker) {
    const { startWorker } = await import('@/lib/worker/start');
    startWorker();
  }
}

export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { logRequestError } = await import('@/lib/http/log-request-error');
  logRequestError(error, { method: request.method, route: context.routePath });
};
