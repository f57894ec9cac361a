import { withoutNull } from '@/lib/contracts/api-document';
import type { ApiSchema } from '@/lib/contracts/api-document';

/** Values for fields by their name, tried before those that only fit the type. */
const byName: Readonly<Record<string, unknown>> = {
  name: 'web-01',
  machineName: 'web-01',
  tenant: 'acme',
  slug: 'acme',
  email: 'sam@example.com',
  timeZone: 'Europe/Berlin',
  platform: 'OPENSTACK',
  version: '1',
  path: '/var/www',
  file: '/var/www',
  requestId: '7d0c5a52-3f3e-4b0e-8a55-1c9f6f0f5e21',
  sort: 'name',
  progress: 40,
  percent: 98.5,
  page: 1,
  pageSize: 50,
  total: 1,
  priority: 50,
  sizeBytes: 21_474_836_480,
  durationMs: 184_000,
  role: 'OPERATOR',
  q: 'web',
};

const uuid = '1f0c6c52-8a3e-4b7d-9c1e-5d2f7a9b3c4e';
/** Tried in this order against the pattern and the length of a text. */
const texts: readonly string[] = [
  'text',
  uuid,
  '02:00',
  'acme',
  '/var/www',
  'iqn.2026-11.com.example:client',
  'sam@example.com',
  'A9fJ2kLmQ7rStUvWxYz0BcDeFgHiJkLmNoPqRsTuVw1',
  'correct horse battery staple',
  '2026-11-23',
  '2026-11-23T02:00:00.000Z',
  '0123456789ABCDEF',
  'spt_A9fJ2kLmQ7rStUvWxYz0BcDeFgHiJkLmNoPqRsTuVw1',
];
const byFormat: Readonly<Record<string, string>> = {
  'date-time': '2026-11-23T02:00:00.000Z',
  date: '2026-11-23',
  uuid,
  email: 'sam@example.com',
  uri: 'https://portal.example/link',
};

/** What an example of an input leaves out: everything that need not be there. */
type Part = 'required' | 'all';

/** A value that fits the schema, made of its own constraints; `undefined` when nothing fits. */
export function exampleOf(given: ApiSchema, part: Part, name = ''): unknown {
  const { schema } = withoutNull(given);
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.$ref !== undefined) return { code: 'problem.not_found' };
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return exampleOf(variants[0] ?? {}, part, name);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([key]) => part === 'all' || schema.required?.includes(key))
          .map(([key, property]) => [key, exampleOf(property, part, key)]),
      );
    case 'array':
      return [exampleOf(schema.items ?? {}, part, singular(name))];
    case 'integer':
    case 'number':
      return exampleNumber(schema, name);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return exampleText(schema, name);
  }
}

function exampleNumber({ minimum, maximum }: ApiSchema, name: string): number {
  const wanted = byName[name];
  return Math.min(Math.max(typeof wanted === 'number' ? wanted : 1, minimum ?? 0), maximum ?? Infinity);
}

function exampleText({ format, pattern, minLength = 0, maxLength = Infinity }: ApiSchema, name: string): string {
  if (format !== undefined && byFormat[format] !== undefined) return byFormat[format];
  const fits = (text: string): boolean =>
    text.length >= minLength &&
    text.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text));
  const wanted = Object.hasOwn(byName, name) ? byName[name] : isId(name) ? uuid : undefined;
  return [...(typeof wanted === 'string' ? [wanted] : []), ...texts].find(fits) ?? 'text';
}

const isId = (name: string): boolean => /(?:^id$|guid$|^machine$|^destination$|^policy$|^recoveryPoint$)/i.test(name);

function singular(name: string): string {
  return name.replace(/ies$/, 'y').replace(/s$/, '');
}
