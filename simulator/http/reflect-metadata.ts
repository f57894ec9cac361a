/**
 * The part of the Reflect metadata API that the X.509 library's dependency container asks for. The full polyfill is a package
 * more, for three functions that only this one library calls.
 */
const metadata = new WeakMap<object, Map<unknown, unknown>>();

function own(key: unknown, target: object): unknown {
  return metadata.get(target)?.get(key);
}

function inherited(key: unknown, target: object): unknown {
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (metadata.get(at)?.has(key) === true) return own(key, at);
  }
  return undefined;
}

Object.assign(Reflect, {
  getMetadata: inherited,
  getOwnMetadata: own,
  defineMetadata(key: unknown, value: unknown, target: object): void {
    const known = metadata.get(target) ?? new Map<unknown, unknown>();
    metadata.set(target, known.set(key, value));
  },
});
