import { useTranslations } from 'next-intl';
import { withoutNull } from '@/lib/contracts/api-document';
import type { ApiSchema } from '@/lib/contracts/api-document';
import { constraintsOf, partsOf, typeWord, valuesOf } from './schema-words';

interface FieldProps {
  name: string;
  schema: ApiSchema;
  /** What is said beside the type: `required` in a request, `optional` in a response. */
  mark: 'required' | 'optional' | null;
  isInput: boolean;
}

/** One field: name, type, what it may hold, and the fields inside behind a disclosure. */
export function FieldRow({ name, schema, mark, isInput }: FieldProps) {
  const t = useTranslations('apiDocs.fields');
  const values = valuesOf(schema);
  const constraints = constraintsOf(schema);
  const parts = partsOf(schema);
  return (
    <li className="border-t border-line py-2 first:border-t-0">
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-[minmax(8rem,14rem)_minmax(0,1fr)]">
        <div className="min-w-0">
          <code className="font-medium break-words">{name}</code>
        </div>
        <div className="min-w-0 space-y-1">
          <p className="flex flex-wrap gap-x-2 text-xs text-ink-2">
            <code className="break-words">{typeWord(schema)}</code>
            {withoutNull(schema).isNullable ? <span>{t('orNull')}</span> : null}
            {mark === null ? null : <span className="font-medium text-ink">{t(mark)}</span>}
          </p>
          {schema.description === undefined ? null : <p lang="en">{schema.description}</p>}
          {values ? <CodeWords label={t('values')} words={values} /> : null}
          {constraints.length > 0 ? <CodeWords label={t('limits')} words={constraints} /> : null}
        </div>
      </div>
      {parts.length > 0 ? (
        <details className="mt-1">
          <summary className="w-fit cursor-pointer rounded-xs py-1 text-xs text-accent-ink">
            {t('inside', { name })}
          </summary>
          <SchemaParts parts={parts} isInput={isInput} />
        </details>
      ) : null}
    </li>
  );
}

/** The fields of a body or an answer. */
export function SchemaFields({ schema, isInput }: { schema: ApiSchema; isInput: boolean }) {
  const parts = partsOf(schema);
  if (parts.length === 0)
    return (
      <p>
        <code>{typeWord(schema)}</code>
      </p>
    );
  return <SchemaParts parts={parts} isInput={isInput} />;
}

function SchemaParts({ parts, isInput }: { parts: ReturnType<typeof partsOf>; isInput: boolean }) {
  return parts.map((part, index) => (
    <div key={index} className="mt-1 border-l-2 border-line pl-3">
      {part.title === null ? null : (
        <p className="pt-1">
          <code className="rounded-xs bg-sunken px-1.5 py-0.5 text-xs break-words">{part.title}</code>
        </p>
      )}
      <ul>
        {Object.entries(part.schema.properties ?? {}).map(([name, property]) => (
          <FieldRow
            key={name}
            name={name}
            schema={property}
            isInput={isInput}
            mark={markOf(part.schema.required?.includes(name) ?? false, isInput)}
          />
        ))}
      </ul>
    </div>
  ));
}

/** Only what is not usual is said: few fields of a request are required, few of a response are optional. */
function markOf(isRequired: boolean, isInput: boolean): FieldProps['mark'] {
  if (isRequired) return isInput ? 'required' : null;
  return isInput ? null : 'optional';
}

function CodeWords({ label, words }: { label: string; words: readonly string[] }) {
  return (
    <p className="flex flex-wrap items-baseline gap-1 text-xs text-ink-2">
      <span>{label}</span>
      {words.map((word) => (
        <code key={word} className="min-w-0 rounded-xs bg-sunken px-1 py-0.5 break-all">
          {word}
        </code>
      ))}
    </p>
  );
}
