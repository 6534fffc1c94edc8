import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Patience with a busy machine; how fast something must be is said where it matters.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 10_000 });

// jsdom answers this by matching the element against every rule of every style sheet, and testing library asks it of every
// element it passes. What is set on the element itself is all that matters to these tests.
window.getComputedStyle = element => (element as HTMLElement).style;

// jsdom lays nothing out: everything that is measured here is a window of this size, and rows in it have that of a line.
const WINDOW = { width: 1200, height: 600 };
const LINE = 20;

Object.defineProperties(HTMLElement.prototype, {
  offsetWidth: { configurable: true, get: () => WINDOW.width },
  offsetHeight: {
    configurable: true,
    get(this: HTMLElement) {
      return this.dataset.index === undefined ? WINDOW.height : LINE;
    },
  },
  clientHeight: { configurable: true, get: () => WINDOW.height },
  scrollHeight: {
    configurable: true,
    get(this: HTMLElement) {
      const heights = [...this.children].map(child =>
        parseFloat((child as HTMLElement).style.height),
      );
      return heights.reduce((sum, height) => sum + (height || 0), 0) || WINDOW.height;
    },
  },
});

// Only what the virtualizer scrolls by; as in a browser, the event comes after the call has returned.
HTMLElement.prototype.scrollTo = function scrollTo(this: HTMLElement, options?: unknown) {
  const { top } = (options ?? {}) as ScrollToOptions;
  if (top !== undefined) {
    this.scrollTop = top;
    setTimeout(() => this.dispatchEvent(new Event('scroll')));
  }
} as typeof HTMLElement.prototype.scrollTo;

// Material UI 4 looks its elements up in a way that React's strict mode warns of, and the app under test is strict.
const KNOWN = /findDOMNode is deprecated|was not wrapped in act/;

const { error: report } = console;
Object.assign(console, {
  error: (...parts: unknown[]) => {
    if (!KNOWN.test(String(parts[0]))) report(...parts);
  },
});

// The graph of dependencies measures what it draws.
Object.defineProperty(SVGElement.prototype, 'getBBox', {
  configurable: true,
  value: () => ({ x: 0, y: 0, width: 200, height: 56 }),
});
