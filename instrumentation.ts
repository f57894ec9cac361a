import type { Instrumentation } from 'next';

/** Runs once when the server starts, before any request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { prepareProcess } = await import('@/lib/http/process');
  prepareProcess(process.env);
  const { startWorker } = await import('@/lib/worker/start-worker');
  const worker = startWorker();
  const { stopOnSignals } = await import('@/lib/http/process');
  stopOnSignals(worker.stop);
  const { offerSetupAtStart } = await import('@/lib/auth/setup');
  void offerSetupAtStart();
}

export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { logRequestError } = await import('@/lib/http/process');
  logRequestError(error, { method: request.method, route: context.routePath });
};
