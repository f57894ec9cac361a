import type { ReactNode } from 'react';

/** A whole page that has only one thing to say. */
export function MessagePage({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <div className="mx-auto flex min-h-[60dvh] max-w-prose flex-col items-start justify-center px-4 py-10">
      <h1 className="text-xl">{title}</h1>
      <div className="mt-2 space-y-2 text-ink-2">{children}</div>
      {actions ? <div className="mt-5 flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  );
}
