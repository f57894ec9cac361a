import type { Simulation } from './simulation';

const LONGEST_NAP_MS = 1000;

/** Keeps a simulation going in real time also when nobody asks: wakes at the next event. Answers how to stop it. */
export function driveInRealTime(sim: Simulation): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wake = (): void => {
    sim.timeline.catchUp();
    const next = sim.timeline.nextAt;
    const wait = next === null || sim.clock.speed === 0 ? LONGEST_NAP_MS : (next - sim.timeline.now) / sim.clock.speed;
    timer = setTimeout(wake, Math.min(LONGEST_NAP_MS, Math.max(5, wait)));
  };
  wake();
  return () => clearTimeout(timer);
}
