import { TriangleAlert } from 'lucide-react';

/** Says that an earlier choice is gone because another one changed; nothing without a text. Always there, so that it is read aloud when it comes. */
export function DroppedHint({ text }: { text: string | undefined }) {
  return (
    <p role="status" className="mt-1 flex items-start gap-1 text-xs text-late empty:hidden">
      {text === undefined ? null : (
        <>
          <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          <span>{text}</span>
        </>
      )}
    </p>
  );
}
