import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

export interface KeyValue {
  key: string;
  value: ReactNode;
}

/** Names and values in two columns; empty ones (null, undefined, false) are left out. */
export function KeyValues({
  items,
  className,
}: {
  items: readonly (KeyValue | null | false | undefined)[];
  className?: string | undefined;
}) {
  return (
    <dl className={classNames('grid grid-cols-[minmax(6.5rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5', className)}>
      {items.map((item) =>
        item ? (
          <Fragment key={item.key}>
            <dt className="text-ink-3">{item.key}</dt>
            <dd className="min-w-0 break-words">{item.value}</dd>
          </Fragment>
        ) : null,
      )}
    </dl>
  );
}
