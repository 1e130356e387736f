/**
 * Lets work of one name go one after the other within this process: so many who want the same at once hold one
 * transaction of the ledger and not one each.
 */
export function makeLanes(): <Value>(name: string, work: () => Promise<Value>) => Promise<Value> {
  const underWay = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const turn = (underWay.get(name) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => "the next one in the lane tries for itself");
    underWay.set(name, settled);
    try {
      return await turn;
    } finally {
      if (underWay.get(name) === settled) underWay.delete(name);
    }
  };
}
