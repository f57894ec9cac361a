import { DAY } from '@/simulator/engine/timeline';
// The certificate library needs it before it is loaded itself.
import './reflect-metadata';
import { createAdaptorServer } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
import * as x509 from '@peculiar/x509';
import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { isIP } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';

interface FetchApp {
  fetch: Parameters<typeof createAdaptorServer>[0]['fetch'];
}

interface ListenerOptions {
  host: string;
  port: number;
  tls?: { key: string; cert: string } | undefined;
}

/** One listening port that can be closed and opened again at the same number: an outage. */
export class Listener {
  private server: ServerType | undefined;
  port: number;

  constructor(
    private readonly app: FetchApp,
    private readonly options: ListenerOptions,
  ) {
    this.port = options.port;
  }

  /** Listens; rejects with the system's error, such as EADDRINUSE. */
  async open(): Promise<void> {
    if (this.server !== undefined) return;
    const { fetch } = this.app;
    const { host, tls } = this.options;
    const server =
      tls === undefined
        ? createAdaptorServer({ fetch, createServer: createHttpServer })
        : createAdaptorServer({ fetch, createServer: createHttpsServer, serverOptions: tls });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  }
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

interface Authority {
  certificate: string;
  key: string;
}

function serial(): string {
  return `00${randomBytes(15).toString('hex')}`;
}

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  return pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', key));
}

async function makeAuthority(): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=Storware simulator CA',
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 3650 * DAY),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await privatePem(keys.privateKey) };
}

async function existingAuthority(caFile: string, keyFile: string): Promise<Authority | undefined> {
  try {
    const authority = { certificate: await readFile(caFile, 'utf8'), key: await readFile(keyFile, 'utf8') };
    const certificate = new X509Certificate(authority.certificate);
    const lasts = Date.parse(certificate.validTo) > Date.now() + 30 * DAY;
    return lasts && certificate.checkPrivateKey(createPrivateKey(authority.key)) ? authority : undefined;
  } catch {
    return undefined;
  }
}

async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  await writeFile(part, text, { mode });
  await rename(part, file);
}

/**
 * The CA in `caFile`, with its key beside it; created again unless a valid one exists, so that clients continue to
 * trust it. The key file is readable by its owner only.
 */
export async function loadAuthority(caFile: string): Promise<Authority> {
  const keyFile = `${caFile}.key`;
  const existing = await existingAuthority(caFile, keyFile);
  if (existing !== undefined) return existing;
  const authority = await makeAuthority();
  await mkdir(dirname(caFile), { recursive: true });
  await writeWhole(keyFile, authority.key, 0o600);
  await writeWhole(caFile, authority.certificate, 0o644);
  return authority;
}

/** A server certificate for these names and addresses, signed by the CA; key and certificate as PEM. */
export async function issueServerCertificate(
  authority: Authority,
  names: readonly string[],
): Promise<{ key: string; cert: string }> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const der = createPrivateKey(authority.key).export({ format: 'der', type: 'pkcs8' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${names[0] ?? 'localhost'}`,
    issuer: issuer.subject,
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 365 * DAY),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) === 0 ? ('dns' as const) : ('ip' as const), value: name })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { key: await privatePem(keys.privateKey), cert: certificate.toString('pem') };
}
