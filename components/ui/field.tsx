import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

/** Focuses the first invalid control in `root`, once it is rendered. */
export function focusFirstError(root: ParentNode = document): void {
  requestAnimationFrame(() => {
    const fault = root.querySelector('[aria-invalid="true"], [data-invalid] button, [data-invalid] input');
    if (fault instanceof HTMLElement) fault.focus();
  });
}

/** Ids that connect a control to its description and error. */
export function describedBy(id: string, description: ReactNode, error: ReactNode): string | undefined {
  const ids = [description ? `${id}-description` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return ids === '' ? undefined : ids;
}

interface FieldProps {
  id: string;
  label: ReactNode;
  /** Hides the label visually only. */
  hideLabel?: boolean | undefined;
  optional?: boolean | undefined;
  description?: ReactNode;
  error?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}

/** Label, control, description and error of a native control; the control itself carries `id` and `aria-describedby`. */
export function Field({
  id,
  label,
  hideLabel = false,
  optional = false,
  description,
  error,
  className,
  children,
}: FieldProps) {
  const t = useTranslations('ui');
  return (
    <div className={className}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1 block font-medium'}>
        {label}
        {optional ? <span className="font-normal text-ink-3"> {t('optional')}</span> : null}
      </label>
      {children}
      <FieldNotes id={id} description={description} error={error} />
    </div>
  );
}

/** The lines under a control. */
export function FieldNotes({ id, description, error }: { id: string; description?: ReactNode; error?: ReactNode }) {
  return (
    <>
      {description ? (
        <p id={`${id}-description`} className="mt-1 text-xs text-ink-3">
          {description}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="mt-1 flex items-start gap-1 text-xs text-fail">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          <span>{error}</span>
        </p>
      ) : null}
    </>
  );
}
