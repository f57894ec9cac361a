const encoded = /filename\*\s*=\s*(?:utf-8|UTF-8)'[^']*'([^;]+)/;
const quoted = /filename\s*=\s*"((?:[^"\\]|\\.)*)"/i;
const bare = /filename\s*=\s*([^";]+)/i;

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return null;
  }
}

/** A name alone: no folders, nothing that a terminal or a header would act on. */
function safeName(name: string | null): string | null {
  const last = name?.split(/[/\\]/).at(-1)?.replace(/\p{C}/gu, '').trim() ?? '';
  return last === '' || last === '.' || last === '..' ? null : last;
}

/**
 * The file name in a Content-Disposition header; null when there is none. Storware does not quote it, and may wrap
 * it in `_`, which quotes have become (STORWARE_API.md 6). `expected` is the name of the only file that was asked for:
 * one that really begins and ends with `_` keeps them.
 */
export function fileNameOf(header: string | undefined, expected: string | null): string | null {
  if (header === undefined) return null;
  const extended = encoded.exec(header)?.[1];
  if (extended !== undefined) {
    const name = safeName(decoded(extended));
    if (name !== null) return name;
  }
  const inQuotes = quoted.exec(header)?.[1];
  if (inQuotes !== undefined) return safeName(inQuotes.replace(/\\(.)/g, '$1'));
  const name = bare.exec(header)?.[1]?.trim() ?? '';
  const isWrapped = name.length > 2 && name.startsWith('_') && name.endsWith('_') && name !== expected;
  return safeName(isWrapped ? name.slice(1, -1) : name);
}
