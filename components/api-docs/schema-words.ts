import { withoutNull } from '@/lib/contracts/api-document';
import type { ApiSchema } from '@/lib/contracts/api-document';

/** What a schema is, in the words of JSON Schema: `string (date-time)`, `integer[]`, `TextRef`. */
export function typeWord(given: ApiSchema): string {
  const { schema } = withoutNull(given);
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? '';
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.type === 'array') return `${typeWord(schema.items ?? {})}[]`;
  const variants = variantsOf(schema);
  if (variants) return [...new Set(variants.map(typeWord))].join(' | ');
  if (typeof schema.type !== 'string') return 'any';
  return schema.format === undefined ? schema.type : `${schema.type} (${schema.format})`;
}

/** The variants of a union; null for any other schema. */
export function variantsOf(schema: ApiSchema): readonly ApiSchema[] | null {
  return schema.oneOf ?? schema.anyOf ?? null;
}

/** The values of an enumeration, of its elements for a list; null for any other schema. */
export function valuesOf(given: ApiSchema): readonly string[] | null {
  const { schema } = withoutNull(given);
  if (schema.enum) return schema.enum.map(String);
  return schema.type === 'array' && schema.items ? valuesOf(schema.items) : null;
}

/** Bounds that every number without others has; they say nothing. */
const wholeNumbers: ReadonlySet<number> = new Set([Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);

const limits = ['minimum', 'maximum', 'exclusiveMinimum', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const;

/** Default, limits and pattern, as the schema names them: `default: 50`, `maximum: 200`. */
export function constraintsOf(given: ApiSchema): string[] {
  const { schema } = withoutNull(given);
  return [
    ...('default' in given ? [`default: ${JSON.stringify(given.default)}`] : []),
    ...limits.flatMap((name) => {
      const limit = schema[name];
      return limit === undefined || wholeNumbers.has(limit) ? [] : [`${name}: ${limit}`];
    }),
    // That of a format only repeats it.
    ...(schema.pattern === undefined || schema.format !== undefined ? [] : [`pattern: ${schema.pattern}`]),
  ];
}

/** The objects inside: the schema itself, the elements of a list, or the variants of a union. */
export function partsOf(given: ApiSchema): { title: string | null; schema: ApiSchema }[] {
  const { schema } = withoutNull(given);
  if (schema.type === 'array') return partsOf(schema.items ?? {});
  const variants = variantsOf(schema);
  if (variants)
    return variants.flatMap((variant) => partsOf(variant).map((part) => ({ ...part, title: titleOf(variant) })));
  return Object.keys(schema.properties ?? {}).length === 0 ? [] : [{ title: null, schema }];
}

/** A variant is named by its title, or by the field that only it has this value of. */
function titleOf(schema: ApiSchema): string | null {
  if (schema.title !== undefined) return schema.title;
  const fixed = Object.entries(schema.properties ?? {}).find(([, property]) => 'const' in property);
  return fixed ? `${fixed[0]}: ${JSON.stringify(fixed[1].const)}` : null;
}
