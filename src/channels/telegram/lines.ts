/** Tasks of one name run one after the other, in the order in which they came; those of different names side by side. */
export function createLines() {
  const last = new Map<string, Promise<unknown>>()
  return {
    get length() {
      return last.size
    },
    inLine<T>(name: string, task: () => Promise<T>): Promise<T> {
      const before = last.get(name) ?? Promise.resolve()
      const mine = before.then(task, task)
      const settled = mine
        .catch(() => undefined)
        .then(() => {
          if (last.get(name) === settled) last.delete(name)
        })
      last.set(name, settled)
      return mine
    },
    async idle(): Promise<void> {
      while (last.size > 0) await Promise.all(last.values())
    },
  }
}
