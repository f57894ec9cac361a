import * as z from 'zod';

/** A parameter of a server text: a name, a number, or other texts. */
export type TextParam = string | number | TextRef | TextRef[];
/** The code and parameters of a server text that the API gives in English; screens show it in the reader's language. */
export type TextRef = { readonly code: string; readonly params?: Readonly<Record<string, TextParam>> | undefined };

/** The field of a response: `fooRef` stands beside each English text `foo`. */
export const TextRef: z.ZodType<TextRef> = z
  .object({
    code: z.string(),
    get params() {
      return z.record(z.string(), z.union([z.string(), z.number(), TextRef, z.array(TextRef)])).optional();
    },
  })
  .meta({ id: 'TextRef' });

/** An English text with its reference. */
export type ServerText = { readonly text: string; readonly ref: TextRef };

/**
 * Puts a reference into words: `translate` formats a code and plain values; nested texts are formatted first and
 * joined.
 */
export function textOf(
  { code, params = {} }: TextRef,
  translate: (code: string, values: Record<string, string | number>) => string,
): string {
  const inner = (param: TextParam): string | number => {
    if (typeof param !== 'object') return param;
    return 'code' in param ? textOf(param, translate) : param.map((ref) => textOf(ref, translate)).join(' ');
  };
  return translate(code, Object.fromEntries(Object.entries(params).map(([name, param]) => [name, inner(param)])));
}
