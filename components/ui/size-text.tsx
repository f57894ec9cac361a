import { formatBytes } from '@/lib/client/format-bytes';
import { locale } from '@/lib/client/locale';

/** A size in bytes as people read it, with the exact number on hover. */
export function SizeText({ bytes }: { bytes: number | null }) {
  if (bytes === null) return <span className="text-ink-3">–</span>;
  return (
    <span title={`${new Intl.NumberFormat(locale).format(bytes)} bytes`} className="whitespace-nowrap tabular-nums">
      {formatBytes(bytes)}
    </span>
  );
}
