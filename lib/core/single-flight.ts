/**
 * Joins concurrent calls into one run of `make`; the next call after it settled, well or badly,
 * starts a new run.
 */
export function singleFlight<T>(make: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= make().finally(() => {
      running = null;
    });
    return running;
  };
}
