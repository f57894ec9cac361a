import { File, FileQuestionMark, FileSymlink, Folder, Unlink } from 'lucide-react';
import { classNames } from '@/components/ui/class-names';
import type { FileEntry } from '@/lib/contracts/mount';

const looks = {
  DIRECTORY: { icon: Folder, ink: 'text-accent-ink', word: 'Folder' },
  FILE: { icon: File, ink: 'text-ink-3', word: 'File' },
  LINK: { icon: FileSymlink, ink: 'text-ink-3', word: 'Link' },
  BROKEN_LINK: { icon: Unlink, ink: 'text-late', word: 'Broken link' },
  OTHER: { icon: FileQuestionMark, ink: 'text-ink-3', word: 'Neither a file nor a folder' },
} as const;

/** What an entry of a folder is, in words. */
export function fileTypeWord(type: FileEntry['type']): string {
  return looks[type].word;
}

/** What an entry of a folder is, drawn. */
export function FileIcon({ type, className }: { type: FileEntry['type']; className?: string | undefined }) {
  const { icon: Icon, ink } = looks[type];
  return <Icon aria-hidden className={classNames('size-4 shrink-0', ink, className)} />;
}
