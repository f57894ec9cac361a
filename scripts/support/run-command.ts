/**
 * Runs the main function of a command: a fault that names itself clearly is one line, anything else
 * is a bug and shows its stack. Either way the exit code is 1.
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
  // What was given up half-way may still hold the process open.
  process.exit();
}
