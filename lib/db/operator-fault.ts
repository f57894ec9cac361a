/** A fault whose message is one whole sentence for the person at the terminal: what is wrong and what to do. */
export class OperatorFault extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'OperatorFault';
  }
}
