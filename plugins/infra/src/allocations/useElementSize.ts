import { type RefObject, useLayoutEffect, useRef } from 'react';

/** Tells the outer size of an element in pixels, now and whenever it changes. */
export function useElementSize(
  element: RefObject<HTMLElement>,
  onSize: (size: { width: number; height: number }) => void,
): void {
  const tell = useRef(onSize);
  useLayoutEffect(() => {
    tell.current = onSize;
  });
  useLayoutEffect(() => {
    const target = element.current;
    if (!target || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() =>
      tell.current({ width: target.offsetWidth, height: target.offsetHeight }),
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
}
