import { CopyText } from '@/components/ui/copy-text';

/** Text to read and copy; its scrolling part can be reached by keyboard. */
export function CodeBlock({ label, copyLabel, text }: { label: string; copyLabel: string; text: string }) {
  return (
    <div className="min-w-0 overflow-hidden rounded-sm border border-line bg-sunken">
      <div className="flex items-center justify-between border-b border-line py-1 pr-1 pl-3 text-xs text-ink-2">
        <span>{label}</span>
        <CopyText text={text} label={copyLabel} />
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so a keyboard must reach it */}
      <pre role="region" aria-label={label} tabIndex={0} className="max-h-96 overflow-auto p-3 text-xs leading-5">
        <code>{text}</code>
      </pre>
    </div>
  );
}
