/** A binary heap: `before(a, b)` says that a comes out earlier than b. */
export class Heap<T> {
  private readonly items: T[] = [];

  constructor(private readonly before: (a: T, b: T) => boolean) {}

  get size(): number {
    return this.items.length;
  }

  peek(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    let at = this.items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.items[parent];
      if (above === undefined || !this.before(item, above)) break;
      this.items[at] = above;
      at = parent;
    }
    this.items[at] = item;
  }

  pop(): T | undefined {
    const top = this.items[0];
    const last = this.items.pop();
    if (top === undefined || last === undefined || this.items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      let next = this.items[child];
      if (next === undefined) break;
      const right = this.items[child + 1];
      if (right !== undefined && this.before(right, next)) {
        child += 1;
        next = right;
      }
      if (!this.before(next, last)) break;
      this.items[at] = next;
      at = child;
    }
    this.items[at] = last;
    return top;
  }
}
