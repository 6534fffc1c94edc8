import { useApi, useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef, type SignalApi } from '@backstage/plugin-signals-react';
import {
  type ChangeSignal,
  InfraApiError,
  SIGNAL_CHANNEL,
} from '@bailiwick/backstage-plugin-infra-common';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { CoalescingInvalidator } from './CoalescingInvalidator';
import { type InfraApi, infraApiRef } from './InfraApi';
import { keysTouchedBy } from './queryKeys';

const FRESH_MS = 10_000;
const RETRIES = 2;

/** An answer of the backend is final, unless it says that something behind it is away; a broken connection is not. */
const isWorthRetrying = (error: Error): boolean =>
  error instanceof InfraApiError ? error.status >= 502 : true;

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) => failures < RETRIES && isWorthRetrying(error),
        retryDelay: attempt => 400 * 2 ** attempt,
      },
    },
  });
}

interface Session {
  queryClient: QueryClient;
  subscribers: number;
  unsubscribe?: () => void;
}

/** One cache per app, shared by all pages, tabs and cards, and with it one subscription however many of them are on screen. */
const sessions = new WeakMap<InfraApi, Session>();

function sessionOf(api: InfraApi): Session {
  const known = sessions.get(api);
  if (known) return known;
  const created = { queryClient: createQueryClient(), subscribers: 0 };
  sessions.set(api, created);
  return created;
}

function followChanges(session: Session, signals: SignalApi): () => void {
  if (session.subscribers++ === 0) {
    const invalidator = new CoalescingInvalidator(session.queryClient);
    const { unsubscribe } = signals.subscribe<ChangeSignal>(SIGNAL_CHANNEL, change =>
      keysTouchedBy(change).forEach(key => invalidator.invalidate(key)),
    );
    session.unsubscribe = unsubscribe;
  }
  return () => {
    if (--session.subscribers === 0) session.unsubscribe?.();
  };
}

/** Gives what is inside the query cache, and keeps the cache right as the backend tells of changes. */
export function InfraQueries({ children }: { children: ReactNode }) {
  const session = sessionOf(useApi(infraApiRef));
  // An app without the signals plugin still works: its screens fetch again when they are focused.
  const signals = useApiHolder().get(signalApiRef);
  useEffect(() => (signals ? followChanges(session, signals) : undefined), [session, signals]);
  return <QueryClientProvider client={session.queryClient}>{children}</QueryClientProvider>;
}
