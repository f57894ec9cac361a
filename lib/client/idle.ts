/** After this long without input, background requests no longer count as use of the session. */
export const idleAfterMs = 60_000;

/* eslint-disable no-restricted-syntax -- spans of this browser's own time */
let lastInputAt = Date.now();

if (typeof window !== 'undefined') {
  const touch = () => {
    lastInputAt = Date.now();
  };
  for (const name of ['pointerdown', 'pointermove', 'keydown', 'touchstart', 'wheel'] as const) {
    window.addEventListener(name, touch, { passive: true, capture: true });
  }
}

/** True when the person has not touched this tab for a while. */
export function isIdle(nowMs: number = Date.now()): boolean {
  return nowMs - lastInputAt > idleAfterMs;
}
