import { clsx } from 'clsx';

const inks: Readonly<Record<string, string>> = {
  GET: 'text-run',
  POST: 'text-ok',
  PUT: 'text-late',
  PATCH: 'text-late',
  DELETE: 'text-fail',
};

/** The method of a route; in lists all have one width. */
export function MethodMark({ method }: { method: string }) {
  const name = method.toUpperCase();
  return <code className={clsx('inline-block w-14 shrink-0 text-xs font-semibold', inks[name])}>{name}</code>;
}
