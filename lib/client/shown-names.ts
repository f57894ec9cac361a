/** Data of an object whose name is on the page. */
export interface ShownName {
  guid: string;
  name: string;
  platform: string | undefined;
}

const shortest = 8;

/** The names that are on a page at this moment, so that two objects with one name can be distinguished. */
export function createShownNames() {
  const byName = new Map<string, Map<string, { platform: string | undefined; times: number }>>();
  const listeners = new Set<() => void>();
  const announce = () => {
    for (const listener of listeners) listener();
  };
  return {
    watch: (listener: () => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    /** Registers a name while it is shown; returns a function that removes it. */
    show: ({ guid, name, platform }: ShownName) => {
      const key = visualForm(name);
      const things = byName.get(key) ?? new Map<string, { platform: string | undefined; times: number }>();
      byName.set(key, things);
      const before = things.get(guid);
      things.set(guid, { platform: platform ?? before?.platform, times: (before?.times ?? 0) + 1 });
      if (things.size > 1) announce();
      return () => {
        const now = things.get(guid);
        if (now === undefined) return;
        if (now.times > 1) {
          things.set(guid, { ...now, times: now.times - 1 });
          return;
        }
        things.delete(guid);
        if (things.size === 0 && byName.get(key) === things) byName.delete(key);
        else announce();
      };
    },
    /** What distinguishes this object from others of its name; null where the name is unique. */
    apart: (guid: string, name: string): string | null => {
      const things = byName.get(visualForm(name));
      if (things === undefined || things.size < 2 || !things.has(guid)) return null;
      const platforms = [...things.values()].map(({ platform }) => platform);
      const own = things.get(guid)?.platform;
      if (own !== undefined && new Set(platforms).size === platforms.length) return own;
      const id = shortId(guid, [...things.keys()]);
      return own === undefined ? id : `${own}, ${id}`;
    },
  };
}

/** The instance of the page. */
export const shownNames = createShownNames();

/** Options with the same label get the beginning of their values beside them. */
export function distinguishLabels<T extends { value: string; label: string }>(options: readonly T[]): T[] {
  const values = new Map<string, string[]>();
  for (const { value, label } of options)
    values.set(visualForm(label), [...(values.get(visualForm(label)) ?? []), value]);
  return options.map((option) => {
    const same = values.get(visualForm(option.label)) ?? [];
    return same.length < 2 ? option : { ...option, label: `${option.label} (${shortId(option.value, same)})` };
  });
}

/** Names that look the same to a person, whatever their code points. */
function visualForm(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

/** The beginning of an id, as long as needed to distinguish it from the others. */
function shortId(guid: string, all: readonly string[]): string {
  let length = shortest;
  while (length < guid.length && all.some((other) => other !== guid && other.startsWith(guid.slice(0, length))))
    length += 4;
  return guid.slice(0, length);
}
