import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { environmentNames, parseEnv } from '@/lib/core/env';
import { projectRoot } from '@/scripts/support/project-root';

const lines = readFileSync(path.join(projectRoot, 'compose.yaml'), 'utf8').split('\n');
const dockerfile = readFileSync(path.join(projectRoot, 'Dockerfile'), 'utf8');
const unit = readFileSync(path.join(projectRoot, 'docs/storware-portal.service'), 'utf8');

/** The lines below a key, without its indentation; keys of services stand two deep. */
function below(block: readonly string[], key: string): string[] {
  const start = block.indexOf(`${key}:`);
  if (start === -1) return [];
  const rest = block.slice(start + 1);
  const end = rest.findIndex((line) => /^\S/.test(line) && !line.startsWith('#'));
  return rest.slice(0, end === -1 ? undefined : end).map((line) => line.replace(/^ {2}/, ''));
}

const services = below(lines, 'services');
const namesIn = (block: readonly string[]): string[] => block.flatMap((line) => /^([\w-]+):/.exec(line)?.[1] ?? []);

function environmentOf(service: string): Map<string, string> {
  const entries = below(below(services, service), 'environment').flatMap((line) => {
    const [, name, value = ''] = /^([A-Z_]+): (.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
  return new Map(entries);
}

/** What Compose makes of a value, where `.env` says this. */
function filledIn(text: string, given: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)(?:(:[-?+])([^}]*))?\}/g, (_whole, name: string, sign = '', other = '') => {
    const value = given[name] ?? '';
    if (sign === ':+') return value === '' ? '' : String(other);
    if (value === '' && sign === ':?') throw new Error(`${name} is missing: ${String(other)}`);
    return value === '' && sign === ':-' ? String(other) : value;
  });
}

const required = {
  DATABASE_PASSWORD: 'secret1',
  DATABASE_OWNER_PASSWORD: 'secret2',
  STORWARE_URL: 'https://storware.example:8181/api',
  STORWARE_LOGIN: 'portal',
  STORWARE_PASSWORD: 'secret3',
  NEXTAUTH_SECRET: 'x'.repeat(32),
  PORTAL_URL: 'https://portal.example',
};
const portalEnvironment = (given: Readonly<Record<string, string>>) =>
  Object.fromEntries([...environmentOf('portal')].map(([name, value]) => [name, filledIn(value, given)]));

describe('compose.yaml', () => {
  test('has the database, its migrations, the portal, and a command', () => {
    expect(namesIn(services)).toEqual(['database', 'migrate', 'portal', 'provider-create']);
  });

  test.each(['migrate', 'portal', 'provider-create'])(
    'sets nothing for %s that the portal does not read',
    (service) => {
      const names = [...environmentOf(service).keys()];
      expect(names).toContain('DATABASE_URL');
      const known = service === 'migrate' ? [...environmentNames, 'MIGRATION_DATABASE_URL'] : environmentNames;
      expect(names.filter((name) => !known.includes(name))).toEqual([]);
    },
  );

  test('sets every variable of the portal but those of the image itself', () => {
    const left = environmentNames.filter((name) => !environmentOf('portal').has(name));
    expect(left.toSorted()).toEqual(['PORT', 'SYNC_WORKER']);
  });

  test('gives the portal an environment that it starts with', () => {
    expect(parseEnv({ ...portalEnvironment(required), NODE_ENV: 'production' })).toMatchObject({
      env: { databaseUrl: 'postgresql://portal:secret1@database:5432/portal', storwareCaFile: undefined },
    });
    // Where the file lies in the container.
    expect(portalEnvironment({ ...required, STORWARE_CA_FILE: './ca.pem' })['STORWARE_CA_FILE']).toBe(
      '/run/storware-ca.pem',
    );
    expect(below(below(services, 'portal'), 'volumes').join()).toContain(':/run/storware-ca.pem:ro');
  });

  test('says what is missing of what can’t be guessed', () => {
    const values = ['database', 'portal'].flatMap((service) => [...environmentOf(service).values()]);
    for (const name of Object.keys(required))
      expect(() => values.map((value) => filledIn(value, { ...required, [name]: '' })), name).toThrow(name);
  });

  test('migrates with another role than the portal has, and first', () => {
    expect(environmentOf('migrate').get('MIGRATION_DATABASE_URL')).toContain('//portal_owner:');
    for (const service of ['migrate', 'portal', 'provider-create'])
      expect(environmentOf(service).get('DATABASE_URL'), service).toContain('//portal:');
    expect(below(below(services, 'portal'), 'depends_on')).toContain('migrate:');
    expect(below(services, 'portal').join('\n')).toContain('condition: service_completed_successfully');
  });

  test('builds stages that the Dockerfile has', () => {
    const targets = services.flatMap((line) => /^ {4}target: (\w+)$/.exec(line)?.[1] ?? []);
    expect(targets).toEqual(['migrate', 'portal', 'migrate']);
    for (const target of targets) expect(dockerfile).toMatch(new RegExp(`^FROM .* AS ${target}$`, 'm'));
  });
});

test('the systemd unit runs a program of this project that reads the same variables', () => {
  expect(unit).toMatch(/^ExecStart=.* scripts\/start\.ts$/m);
  expect(unit).toMatch(/^ExecStartPre=.*npm run --silent db:migrate$/m);
  expect(unit).toContain('EnvironmentFile=');
});
