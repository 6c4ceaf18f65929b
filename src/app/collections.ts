/** Returns the value of a key, created on first use. */
export function getOrCreate<K, V>(map: Map<K, V>, key: K, create: (key: K) => V): V {
  const known = map.get(key);
  if (known !== undefined) { return known; }
  const value = create(key);
  map.set(key, value);
  return value;
}

/** Groups elements by all of their keys; `undefined` isn't a key. */
export function groupBy<T>(elements: T[], getKeys: (element: T) => (string | undefined)[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  elements.forEach(element => new Set(getKeys(element)).forEach(key => key !== undefined && getOrCreate(groups, key, () => []).push(element)));
  return groups;
}

const NOTHING: never[] = [];

/**
 * Maps each element to a list, and returns all of their elements. V8 needs ten times as long for `Array.flatMap()`.
 *
 * If only one of the lists has elements, it's returned itself: a list takes more memory than what most of them have.
 */
export function flatMap<T, R>(elements: readonly T[], map: (element: T, index: number) => readonly R[]): readonly R[] {
  let results: readonly R[] = NOTHING;
  let isCopy = false;
  for (let index = 0; index < elements.length; index++) { // an iterator allocates an object for each element
    const mapped = map(elements[index], index);
    if (mapped.length > 0 && results.length > 0) {
      if (!isCopy) { results = [...results]; }
      isCopy = true;
      for (const result of mapped) { (results as R[]).push(result); }
    } else if (mapped.length > 0) {
      results = mapped;
    }
  }
  return results;
}
