import * as z from 'zod';

/** What a text of the server speaks of: a name, a number, or other texts that belong into it. */
export type TextParam = string | number | TextRef | TextRef[];
/** The code and the parameters of a text that the server says in English; screens put them into the reader's language. */
export type TextRef = { readonly code: string; readonly params?: Readonly<Record<string, TextParam>> | undefined };

/** As in an answer of the API, where `fooRef` stands beside each English text `foo`. */
export const TextRef: z.ZodType<TextRef> = z
  .object({
    code: z.string(),
    get params() {
      return z.record(z.string(), z.union([z.string(), z.number(), TextRef, z.array(TextRef)])).optional();
    },
  })
  .meta({ id: 'TextRef' });

/** A text in English with what it was made from. */
export type ServerText = { readonly text: string; readonly ref: TextRef };

/** One text from a reference: `translate` puts a code and plain values into words; texts inside become words first, several one after another. */
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
