/** Pictures of the control characters stand for them one by one from U+2400 on. */
const pictures = 0x2400;

/**
 * A file's name as it can safely be shown: what would break the line, turn the reading direction around or not be seen
 * at all becomes a visible sign. The name itself stays what it is.
 */
export function visibleName(name: string): string {
  return name
    .replaceAll(/\p{Cc}/gu, controlPicture)
    .replaceAll(/[\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '\ufffd')
    .replaceAll(/^ +| +$/g, (blanks) => '␣'.repeat(blanks.length));
}

function controlPicture(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  return code < 0x20 ? String.fromCodePoint(pictures + code) : code === 0x7f ? '␡' : '\ufffd';
}
