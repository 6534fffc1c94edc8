import type { ChangeSignal } from '@bailiwick/backstage-plugin-infra-common';
import { createContext, Fragment, type ReactNode, useContext, useState } from 'react';
import { useInfraMutation } from '../api';

/** How a form comes by what stands now. */
export interface Reloading {
  reload: () => void;
  isReloading: boolean;
  /** Why it could not be read. */
  error: Error | null;
}

const ReloadingContext = createContext<Reloading | undefined>(undefined);

/** Of the form that this is in, where it is one of something that can be read again. */
export const useReloading = () => useContext(ReloadingContext);

interface OpenedProps<T> {
  /** What is to be changed or removed. */
  record: T;
  /** Reads it as it is now. */
  read: (record: T) => Promise<T>;
  /** What it is: with it the screens behind the form are brought up to date as well. */
  subject: ChangeSignal['subject'];
  children: (opened: T) => ReactNode;
}

/**
 * Gives a form what there was when it opened, whatever the screen behind it reads meanwhile: that is what somebody decided upon, and
 * what `If-Match` has to name. Where it turns out to be old, the form begins anew with what stands now.
 */
export function Opened<T>({ record, read, subject, children }: OpenedProps<T>) {
  const [opened, setOpened] = useState({ record, turn: 0 });
  const reading = useInfraMutation<T, T>({
    mutate: read,
    changes: () => [{ subject }],
    onSuccess: latest => setOpened(({ turn }) => ({ record: latest, turn: turn + 1 })),
  });
  const reloading = {
    reload: () => reading.mutate(opened.record),
    isReloading: reading.isPending,
    error: reading.error,
  };
  return (
    <ReloadingContext.Provider value={reloading}>
      <Fragment key={opened.turn}>{children(opened.record)}</Fragment>
    </ReloadingContext.Provider>
  );
}
