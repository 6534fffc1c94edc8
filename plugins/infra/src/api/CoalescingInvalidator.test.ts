import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { CoalescingInvalidator } from './CoalescingInvalidator';

/** A query on screen whose answers are given by hand. */
function observe(queryClient: QueryClient, queryKey: readonly string[]) {
  const answers: (() => void)[] = [];
  let fetches = 0;
  const observer = new QueryObserver(queryClient, {
    queryKey,
    queryFn: () => {
      fetches++;
      return new Promise(resolve => answers.push(() => resolve(fetches)));
    },
  });
  const stop = observer.subscribe(() => {});
  return {
    stop,
    get fetches() {
      return fetches;
    },
    answer: async () => {
      answers.shift()?.();
      await jest.advanceTimersByTimeAsync(0);
    },
  };
}

describe('CoalescingInvalidator', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('makes one fetch of a burst, within half a second', async () => {
    const queryClient = new QueryClient();
    const query = observe(queryClient, ['a']);
    await query.answer();
    const invalidator = new CoalescingInvalidator(queryClient);
    for (let i = 0; i < 100; i++) invalidator.invalidate(['a']);
    await jest.advanceTimersByTimeAsync(500);
    expect(query.fetches).toBe(2);
    query.stop();
  });

  it('does not interrupt a slow fetch, and fetches once more for what changed meanwhile', async () => {
    const queryClient = new QueryClient();
    const query = observe(queryClient, ['a']);
    await query.answer();
    const invalidator = new CoalescingInvalidator(queryClient);
    invalidator.invalidate(['a']);
    await jest.advanceTimersByTimeAsync(300);
    expect(query.fetches).toBe(2);
    for (let i = 0; i < 20; i++) {
      invalidator.invalidate(['a']);
      await jest.advanceTimersByTimeAsync(300);
    }
    expect(query.fetches).toBe(2);
    await query.answer();
    await jest.advanceTimersByTimeAsync(300);
    expect(query.fetches).toBe(3);
    await query.answer();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(query.fetches).toBe(3);
    query.stop();
  });
});
