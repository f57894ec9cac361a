/** Where a part of `npm test` writes. */
export type PartOutput = { write: (text: string) => void };

export const terminal: PartOutput = {
  write: (text) => {
    process.stdout.write(text);
  },
};

/** Keeps what a part writes while others run at the same time, so that each is read whole; `show` writes it. */
export function keptOutput(): PartOutput & { show: (heading: string) => void } {
  const kept: string[] = [];
  return {
    write: (text) => {
      kept.push(text);
    },
    show: (heading) => terminal.write(heading + kept.join('')),
  };
}
