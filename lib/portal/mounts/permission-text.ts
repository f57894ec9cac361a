const letters = [
  ['OWNER_READ', 'r'],
  ['OWNER_WRITE', 'w'],
  ['OWNER_EXECUTE', 'x'],
  ['GROUP_READ', 'r'],
  ['GROUP_WRITE', 'w'],
  ['GROUP_EXECUTE', 'x'],
  ['OTHERS_READ', 'r'],
  ['OTHERS_WRITE', 'w'],
  ['OTHERS_EXECUTE', 'x'],
] as const;
/** There are 512 of them, and a folder has tens of thousands of entries. */
const texts = new Map<string, string>();

/** Permissions as `ls -l` writes them (rwxr-xr-x); null when the server tells none. */
export function permissionText(permissions: readonly string[]): string | null {
  if (permissions.length === 0) return null;
  const key = permissions.join();
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = letters.map(([name, letter]) => (permissions.includes(name) ? letter : '-')).join('');
  if (texts.size < 1_000) texts.set(key, text);
  return text;
}
