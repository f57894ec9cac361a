const burstMs = 150;

/**
 * How many times longer than by itself work takes on this machine now, at least 1: the time that a burst of work takes over
 * the time that a processor was given for it. What must be quick is allowed that much more on a machine that does much else.
 */
export function contention(): number {
  const begunAt = performance.now();
  const begun = process.cpuUsage();
  let used = 0;
  while (used < burstMs) {
    const { user, system } = process.cpuUsage(begun);
    used = (user + system) / 1000;
  }
  return Math.max(1, (performance.now() - begunAt) / used);
}
