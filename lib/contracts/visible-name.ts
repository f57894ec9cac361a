/** Pictures of the control characters stand for them one by one from U+2400 on. */
const pictures = 0x2400;
/** Format characters that can't be seen or turn the reading direction around. Joiners stay: scripts and emoji need them. */
const unseen = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
/** Letters that are drawn as nothing although Unicode calls them letters or symbols. */
const fillers = /[\u115f\u1160\u2800\u3164\uffa0]/g;

/**
 * A name as it can safely be shown: what would break the line, turn the reading direction around or not be seen at all
 * becomes a visible sign. The name itself stays what it is.
 */
export function visibleName(name: string): string {
  return visibleText(name).replaceAll(/^ +| +$/g, (blanks) => '␣'.repeat(blanks.length));
}

/** As `visibleName` for a sentence that holds names: blanks at its ends mean nothing there. */
export function visibleText(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, controlPicture).replaceAll(unseen, '\ufffd');
}

/** The name, or a stand-in that names the object by its platform's id where nothing of the name can be seen. */
export function nameOrStandIn(name: string, id: string): string {
  return name.replaceAll(/[\p{C}\p{Z}\p{M}]/gu, '').replaceAll(fillers, '') === '' ? `(no name) ${id}` : name;
}

function controlPicture(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  return code < 0x20 ? String.fromCodePoint(pictures + code) : code === 0x7f ? '␡' : '\ufffd';
}
