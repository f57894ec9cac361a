import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowAnnouncedLengths, announcedLengthHeader } from './process';

const server = createServer((request, response) => {
  if (request.url === '/announced') response.setHeader(announcedLengthHeader, '5');
  response.flushHeaders();
  response.write('he');
  response.end('llo');
});
let url: string;
beforeAll(async () => {
  allowAnnouncedLengths();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe('announcedLengthHeader', () => {
  test('becomes Content-Length, and is not sent itself', async () => {
    const response = await fetch(`${url}/announced`);
    expect(response.headers.get('content-length')).toBe('5');
    expect(response.headers.get('transfer-encoding')).toBeNull();
    expect(response.headers.get(announcedLengthHeader)).toBeNull();
    expect(await response.text()).toBe('hello');
  });

  test('leaves responses without it unchanged', async () => {
    const response = await fetch(`${url}/other`);
    expect(response.headers.get('content-length')).toBeNull();
    expect(await response.text()).toBe('hello');
  });
});
