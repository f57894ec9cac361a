/** Longest text that `curateStatusInfo` answers, in characters. */
export const maxCuratedLength = 240;

/** More is not looked at: upstream texts may be whole stack traces. */
const maxReadLength = 2_000;
const gap = '…';

/**
 * What must not reach a tenant, in the order in which it is taken out. A word too many is lost rather than
 * one too few: nobody outside the vendor knows how the real texts look (STORWARE_API.md 14.15).
 */
const unwanted: readonly RegExp[] = [
  // Secrets: the value behind a telling word.
  /\b(?:pass(?:word|wd|phrase)?|token|secret|authorization|cookie|api[-_ ]?key)\b\s*[:=]\s*\S+/gi,
  // The same without a sign between them, when it has a digit as words have not.
  /(?<=\b(?:pass(?:word|wd|phrase)?|token|secret|cookie|api[-_ ]?key)\s+(?:is\s+)?)\S*\d\S*/gi,
  // Addresses with a scheme, and mail addresses.
  /\b[a-z][a-z0-9+.-]*:\/\/\S*/gi,
  /\S+@\S+/g,
  // Guids, and long runs of hexadecimal digits.
  /\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b/gi,
  /\b[0-9a-f]{16,}\b/gi,
  // IPv4 with port or prefix; IPv6 with at least two colons, and ports behind brackets.
  /\b\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?/g,
  /\[?(?:[0-9a-f]{0,4}:){2,}[0-9a-f.:%]*\]?(?::\d+)?/gi,
  // Paths: Windows, shares, and Unix from its slash.
  /(?:\b[a-z]:\\|\\)\S*/gi,
  /\S*\/\S*/g,
  // Names with dots (hosts, Java classes) and names with a port.
  /(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?=[\w-]*[a-z_])[\w-]+\.?(?::\d+)?/gi,
  /\b[\w-]*[a-z][\w-]*:\d{2,5}\b/gi,
  // What follows the words for infrastructure, when it looks like a name.
  /(?<=\b(?:hosts?|hostname|nodes?|servers?|hypervisors?|managers?)\b['":\s]{1,3})(?=[\w-]*[-_\d])[\w-]+/gi,
  // Names that say themselves what they are: node-07, esxi3, compute-1.
  /\b(?:nodes?|hosts?|servers?|hypervisors?|managers?|compute|esxi?|hv|kvm|pve|proxmox)[-_]?[\w-]*\d[\w-]*/gi,
];

/**
 * Upstream text in a form that a tenant may read: one line without hosts, addresses, URLs, paths, guids and secrets,
 * at most `maxCuratedLength` characters. Empty when nothing readable is left. Curating again changes nothing.
 */
export function curateStatusInfo(text: string): string {
  let line = oneLine(text.slice(0, maxReadLength));
  for (let round = 0, before = ''; before !== line && round < 10; round += 1) {
    before = line;
    line = oneLine(unwanted.reduce((rest, pattern) => rest.replace(pattern, gap), line));
  }
  if (!/[\p{L}\p{N}]/u.test(line)) return '';
  return line.length <= maxCuratedLength ? line : `${cut(line)}${gap}`;
}

/** Never cuts a character in two, nor leaves the half of a word that a pattern would have known whole. */
function cut(line: string): string {
  const head = line.slice(0, maxCuratedLength - 1);
  const lastSpace = head.lastIndexOf(' ');
  return (lastSpace > maxCuratedLength / 2 ? head.slice(0, lastSpace) : head.replace(/[\uD800-\uDBFF]$/, '')).trimEnd();
}

function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/…(?:[\s,;:…]*…)+/g, gap)
    .trim();
}
