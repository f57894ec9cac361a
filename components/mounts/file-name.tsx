import { classNames } from '@/components/ui/class-names';
import { visibleName } from '@/lib/contracts/visible-name';

/** A name out of a backup: any text at all, kept from changing the line or the page around it. */
export function FileName({ name, className }: { name: string; className?: string | undefined }) {
  return <bdi className={classNames('whitespace-pre', className)}>{visibleName(name)}</bdi>;
}
