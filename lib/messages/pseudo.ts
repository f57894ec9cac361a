/**
 * A pseudo-language for tests: English with accents, a third longer. Clipped texts and those missing in the catalogue
 * become visible.
 */
export const pseudoLanguage = 'en-XA';

/** A message as next-intl's compiler produces it: text, or parts of text, arguments with options, and tags. */
type Compiled = string | number | { [key: string]: Compiled } | readonly Compiled[];

const plain = 'aeiouyAEIOUYcnszCNSZ';
const accented = 'åéîöûýÅÉÎÖÛÝçñšžÇÑŠŽ';

function accent(text: string): string {
  const letters = [...text].map((letter) => accented[plain.indexOf(letter)] ?? letter).join('');
  const length = text.trim().length;
  // Added characters form words, so that lines can break.
  const more = '~'.repeat(Math.ceil(length / 3)).replaceAll(/~{6}(?=~)/g, '$& ');
  return length === 0 ? text : letters + more;
}

const isList = (value: Compiled): value is readonly Compiled[] => Array.isArray(value);

/** One part: `["name"]` and `["name", type, options]` are arguments, `["tag", ...parts]` is a tag. */
function part(value: Compiled): Compiled {
  if (typeof value === 'string') return accent(value);
  if (!isList(value)) return value;
  const [name, ...rest] = value;
  if (rest.length === 0) return value;
  if (typeof rest[0] === 'number') return [name ?? '', rest[0], ...rest.slice(1).map(options)];
  return [name ?? '', ...rest.map(part)];
}

function options(value: Compiled): Compiled {
  if (typeof value !== 'object' || isList(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, message(text)]));
}

function message(value: Compiled): Compiled {
  return isList(value) ? value.map(part) : part(value);
}

/** All messages of a compiled catalogue in the pseudo-language. */
export function pseudoMessages<T>(messages: T): T {
  const walk = (value: Compiled): Compiled =>
    typeof value === 'object' && !isList(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]))
      : message(value);
  return walk(messages as Compiled) as T;
}
