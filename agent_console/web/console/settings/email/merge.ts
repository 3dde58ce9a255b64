type Tree = { [key: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

export interface Merged<T> {
  value: T;
  /** Paths that both changed, to different things; mine stands in the value. */
  clashes: string[];
  /** Paths that only the others changed. */
  theirs: string[];
}

/** Two people changed the same thing: what each changed since `base` stands, mine where both did. */
export function mergeThree<T extends object>(base: T, mine: T, theirs: T, path = ""): Merged<T> {
  const value: Tree = {};
  const clashes: string[] = [];
  const changed: string[] = [];
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, my, their] = [(base as Tree)[key], (mine as Tree)[key], (theirs as Tree)[key]];
    const name = path + key;
    if (isTree(was) && isTree(my) && isTree(their)) {
      const inner = mergeThree(was, my, their, `${name}.`);
      value[key] = inner.value;
      clashes.push(...inner.clashes);
      changed.push(...inner.theirs);
    } else if (same(my, was)) {
      value[key] = their;
      if (!same(their, was)) changed.push(name);
    } else {
      value[key] = my;
      if (!same(their, was) && !same(their, my)) clashes.push(name);
    }
  }
  return { value: value as T, clashes, theirs: changed };
}
