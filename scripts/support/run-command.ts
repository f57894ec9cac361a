/**
 * Runs the main function of a command: an expected error is one line, anything else is a bug and shows its stack.
 * Either way the exit code is 1.
 */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const clear = error instanceof Error && error.name === 'OperatorFault';
    process.stderr.write(
      clear ? `${error.message}\n` : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  }
  // Abandoned work may keep the process running.
  process.exit();
}
