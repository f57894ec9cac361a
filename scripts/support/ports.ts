import { createServer } from 'node:net';
import { OperatorFault } from '@/lib/core/app-error';

/** A port of the loopback that is free now. */
export async function freePort(): Promise<number> {
  const port = await tryListen(0, '127.0.0.1');
  if (typeof port === 'number') return port;
  throw port;
}

/** Throws one clear line when `port`, which the variable `name` sets, can't be listened on. */
export async function requireFreePort(name: string, port: number, host: string): Promise<void> {
  const result = await tryListen(port, host);
  if (typeof result === 'number') return;
  const reason =
    result.code === 'EADDRINUSE'
      ? 'is in use by another program'
      : result.code === 'EACCES'
        ? 'is not open to this user'
        : `can't be listened on (${result.code ?? result.message})`;
  throw new OperatorFault(
    `Port ${port} on ${host} ${reason}: end that program or choose another port with ${name}=<port>.`,
  );
}

function tryListen(port: number, host: string): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(port, host, () => {
      const address = probe.address();
      const chosen = address !== null && typeof address === 'object' ? address.port : port;
      probe.close(() => resolve(chosen));
    });
  });
}
