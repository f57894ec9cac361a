/** What a generated server looks like; `now` is the moment at which its history ends. */
export interface SeedOptions {
  seed: number;
  machines: number;
  projects: number;
  now: number;
  /** Durations in the history are those of work at this speed, so that estimates made from it hold for new work. */
  workSpeed: number;
}
