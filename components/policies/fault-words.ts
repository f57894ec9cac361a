/** Faults of a form by path; the words of the API as a sentence. */
export type Faults = Readonly<Record<string, string>>;

export function sentence(text: string): string {
  const capital = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.?]$/.test(capital) ? capital : `${capital}.`;
}

/** The fault of a field, or of anything below it such as `daysOfWeek.2`. */
export function faultAt(faults: Faults, path: string): string | undefined {
  const key = path in faults ? path : Object.keys(faults).find((each) => each.startsWith(`${path}.`));
  const message = key === undefined ? undefined : faults[key];
  return message === undefined ? undefined : sentence(message);
}
