import { AsyncLocalStorage } from 'node:async_hooks';

/** What everything that happens on behalf of one request can find out without being told. A plugin may declare more. */
export interface RequestContext {
  requestId: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The request that the current code runs for; undefined in background work. */
export const currentRequest = (): RequestContext | undefined => storage.getStore();

export const runInRequest = <T>(context: RequestContext, work: () => T): T =>
  storage.run(context, work);
