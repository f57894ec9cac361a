import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { operationOf, requestBackup, settled } from '@/e2e/api/backup-requests';
import { heartbeatMs } from '@/lib/contracts/events';
import { expect, test } from './fixtures';
import { Frame } from './pages/frame';
import { MachinePage } from './pages/machine-page';

/** A stream without two heartbeats is lost; the time until that is shown and the stream is open again. */
const noticed = { timeout: 2 * heartbeatMs + 20_000 };

type Relay = { url: string; setSilent: (isSilent: boolean) => void; close: () => void };

/**
 * A TCP relay to the portal whose connections can be cut silently, as behind a NAT or after a sleep: nothing is
 * forwarded any more and nothing is closed. Connections that are opened later work.
 */
async function openRelay(portalUrl: string): Promise<Relay> {
  const target = new URL(portalUrl);
  const sockets = new Set<Socket>();
  let isSilent = false;
  const server = createServer((near) => {
    const far = connect({ host: target.hostname, port: Number(target.port) });
    let isDead = false;
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => {
        isDead ||= isSilent;
        if (!isDead) to.write(data);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        isDead ||= isSilent;
        if (!isDead) to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, target.hostname, resolve));
  return {
    url: `${target.protocol}//${target.hostname}:${(server.address() as AddressInfo).port}`,
    setSilent: (next) => {
      isSilent = next;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test('a stream that is cut silently is reported and reopened, and missed events are applied to the open page', async ({
  stack,
  session,
  openAs,
  claimOne,
}) => {
  test.slow();
  const machine = await claimOne();
  const operator = await session('operator@acme.test');
  const relay = await openRelay(stack.url);
  try {
    const page = await openAs('operator@acme.test', { baseURL: relay.url });
    const [frame, shown] = [new Frame(page), new MachinePage(page)];
    await shown.open(machine.guid);
    await expect(shown.heading(machine.name)).toBeVisible();
    const backup = operationOf(await requestBackup(operator, [machine.guid]));
    await expect(shown.live).toBeVisible();

    relay.setSilent(true);
    expect(await settled(operator, backup.id)).toMatchObject({ state: 'SUCCEEDED' });
    await expect(frame.freshness).toHaveAccessibleName(/not live/, noticed);
    await expect(shown.live).toBeVisible();

    relay.setSilent(false);
    await expect(frame.freshness).not.toHaveAccessibleName(/not live/, noticed);
    await expect(shown.ended('finished')).toBeVisible();
    // Before the relay, so that its end interrupts nothing.
    await page.close();
  } finally {
    relay.close();
  }
});
