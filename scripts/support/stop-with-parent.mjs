import { fstatSync } from 'node:fs';

// Loaded into every program that we start: its input is a pipe from us, which the system closes when we end,
// however that happens. So nothing outlives its starter, not even one that was killed.
const graceMs = 15_000;

/** What such a program starts itself inherits this file, but not the pipe: the workers of Next's bundler read from nowhere. */
function readsFromStarter() {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isSocket();
  } catch {
    return false;
  }
}

if (readsFromStarter()) {
  process.stdin.on('close', () => {
    setTimeout(() => process.exit(1), graceMs).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  process.stdin.on('error', () => undefined);
  process.stdin.resume();
  process.stdin.unref();
}
