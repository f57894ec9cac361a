import { describe, expect, test } from 'vitest';
import { partOf } from './stream-download';

const whole = Array.from({ length: 100 }, (_, index) => index);
/** A file that arrives in chunks of seven bytes, and how its stream ended. */
function file() {
  let at = 0;
  const state = { taken: 0, isCancelled: false };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        if (at >= whole.length) return controller.close();
        const piece = Uint8Array.from(whole.slice(at, at + 7));
        at += piece.length;
        state.taken = at;
        controller.enqueue(piece);
      },
      cancel: () => {
        state.isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { state, download: { stream, sizeBytes: 100, fileName: 'x' } };
}
const bytesOf = async (stream: ReadableStream<Uint8Array>): Promise<number[]> => [
  ...new Uint8Array(await new Response(stream).arrayBuffer()),
];

describe('partOf', () => {
  test('gives exactly the bytes of the range', async () => {
    for (const from of [0, 1, 6, 7, 8, 50, 98, 99]) {
      for (const to of [0, 6, 7, 13, 14, 50, 98, 99].filter((one) => one >= from)) {
        const part = partOf(file().download, { from, to });
        expect(part.sizeBytes).toBe(to - from + 1);
        expect(await bytesOf(part.stream)).toEqual(whole.slice(from, to + 1));
      }
    }
  });

  test('stops reading after the range and cancels the rest', async () => {
    const { state, download } = file();
    await bytesOf(partOf(download, { from: 10, to: 20 }).stream);
    expect(state).toEqual({ taken: 21, isCancelled: true });
  });

  test('cancels the file when its reader cancels', async () => {
    const { state, download } = file();
    await partOf(download, { from: 10, to: 20 }).stream.cancel();
    expect(state.isCancelled).toBe(true);
  });

  test('ends early when the file ends early', async () => {
    expect(await bytesOf(partOf(file().download, { from: 95, to: 200 }).stream)).toEqual([95, 96, 97, 98, 99]);
  });
});
