// Loaded into every program that we start: its input is a pipe from us, which the system closes when we end,
// however that happens. So nothing outlives its starter, not even one that was killed.
const graceMs = 15_000;
process.stdin.on('close', () => {
  setTimeout(() => process.exit(1), graceMs).unref();
  process.kill(process.pid, 'SIGTERM');
});
process.stdin.on('error', () => undefined);
process.stdin.resume();
process.stdin.unref();
