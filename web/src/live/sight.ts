type Watcher = (isInSight: boolean) => void;

const watchers = new Map<Element, Set<Watcher>>();
let observer: IntersectionObserver | undefined;

/** So far beyond the window's edge counts as in sight: what is scrolled to is there already. */
const MARGIN = "200px 0px";

/**
 * Tells whether an element is in sight, at once and whenever that changes. All of a page share one observer.
 * @returns ends it
 */
export function watchSight(element: Element, watcher: Watcher): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        for (const tell of watchers.get(target) ?? []) tell(isIntersecting);
      }
    },
    { rootMargin: MARGIN },
  );
  const ofElement = watchers.get(element) ?? new Set();
  ofElement.add(watcher);
  watchers.set(element, ofElement);
  // Whoever joins later is told as well.
  observer.unobserve(element);
  observer.observe(element);
  return () => {
    ofElement.delete(watcher);
    if (ofElement.size > 0) return;
    watchers.delete(element);
    observer?.unobserve(element);
  };
}
