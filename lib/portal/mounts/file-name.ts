const archiveEnding = /\.(?:tar|tgz|tar\.(?:gz|xz|zst|bz2)|zip)$/i;

/** What is downloaded: one file as it is, or folders and several as an archive. Of a link only the answer tells. */
export type Selection = { readonly kind: 'file' | 'archive' | 'link'; readonly baseName: string };

/** What the download is called before Storware has answered: an archive of a kind that is only known then is taken for a tar. */
export function expectedFileName({ kind, baseName }: Selection): string {
  return kind === 'archive' ? `${baseName}.tar` : baseName;
}

/**
 * What it is called once Storware has answered: the tenant's own name of a file, which Storware may have bent to fit a
 * header, and for an archive the ending that Storware gave it.
 */
export function finalFileName(expected: string, upstream: string | null): string {
  const ending = upstream === null ? null : archiveEnding.exec(upstream)?.[0];
  if (!ending || archiveEnding.exec(expected)?.[0].toLowerCase() === ending.toLowerCase()) return expected;
  return `${expected.replace(/\.tar$/, '')}${ending}`;
}
