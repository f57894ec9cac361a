/** An action on a machine, as typed. */
export interface TypedAction {
  action: 'backUp' | 'restore';
  /** The text beside the verb: a part of a machine's name, or nothing yet. */
  name: string;
}

/**
 * The action in a text, such as "back up web-01"; null where there is none. `words` are the verbs of the reader's
 * language, divided by `|`; German puts them behind the name.
 */
export function readTypedAction(
  text: string,
  words: Readonly<Record<TypedAction['action'], string>>,
): TypedAction | null {
  const typed = text.trim();
  const small = typed.toLowerCase();
  for (const action of ['backUp', 'restore'] as const) {
    for (const verb of words[action].split('|')) {
      if (small === verb) return { action, name: '' };
      if (small.startsWith(`${verb} `)) return { action, name: typed.slice(verb.length).trim() };
      if (small.endsWith(` ${verb}`)) return { action, name: typed.slice(0, -verb.length).trim() };
    }
  }
  return null;
}
