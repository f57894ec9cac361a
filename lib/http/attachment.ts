/** `Content-Disposition` of a download (RFC 6266): a name in ASCII for the oldest, and the true one as RFC 5987 writes it. */
export function attachment(fileName: string): string {
  const safe = fileName.replace(/\p{C}/gu, '_').replace(/[/\\]/g, '_');
  const ascii = safe
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|["%;]/g, '_');
  const encoded = encodeURIComponent(safe).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
