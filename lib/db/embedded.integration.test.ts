import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { removeEmbedded, startEmbedded } from './embedded';

describe('embedded database', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'portal-embedded-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: url });
    // A server that ends while a client is connected raises the error on the connection, not only on its query.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };

  test('keeps its data and its password over a restart, and listens on loopback only', async () => {
    const first = await startEmbedded({ folder, durable: false });
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    expect(await query(first.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    await expect(query(first.url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('password');
    await first.stop();
    expect(statSync(path.join(folder, 'postgres.password')).mode & 0o077).toBe(0);
    const second = await startEmbedded({ folder, durable: false });
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  test('ends with the process that started it, even when that is killed', async () => {
    const program = `const { startEmbedded } = await import('@/lib/db/embedded'); const { url } = await startEmbedded({ folder: ${JSON.stringify(folder)}, durable: false }); console.log(url); setInterval(() => {}, 1000);`;
    const starter = spawn(
      process.execPath,
      ['--conditions=react-server', '--import', 'tsx', '--input-type=module', '-e', program],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const url = await new Promise<string>((resolve) =>
      starter.stdout.once('data', (line: Buffer) => resolve(line.toString().trim())),
    );
    expect(await query(url, 'SELECT 1 AS up')).toEqual([{ up: 1 }]);
    starter.kill('SIGKILL');
    await expect
      .poll(
        () =>
          query(url, 'SELECT 1').then(
            () => 'up',
            () => 'down',
          ),
        { timeout: 10_000 },
      )
      .toBe('down');
    const next = await startEmbedded({ folder, durable: false });
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await next.stop();
  });

  test('leaves an empty folder when it is removed', async () => {
    await removeEmbedded(folder);
    expect(readdirSync(folder)).toEqual([]);
  });
});
