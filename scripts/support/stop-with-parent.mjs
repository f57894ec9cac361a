import { fstatSync } from 'node:fs';

// Loaded into every program that we start: its input is a pipe from us, which the system closes when we end in any way.
// So no child outlives its parent, even a killed one.
const graceMs = 15_000;

/** Children of such a program inherit this file, but not the pipe, such as the workers of Next's bundler. */
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
