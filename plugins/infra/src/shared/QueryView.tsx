import type { Role } from '@bailiwick/backstage-plugin-infra-common';
import type { ReactNode } from 'react';
import { failureKind } from '../api';
import { Failure, Loading } from './states';
import { StaleNote } from './notes';

interface QueryLike<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

interface QueryViewProps<T> {
  query: QueryLike<T>;
  children: (data: T) => ReactNode;
  loading?: ReactNode;
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  /** Roles of which one would do, should the answer be that one may not. */
  roles?: readonly Role[];
  compact?: boolean;
}

/** What was seen before must not stay on screen once it is gone or forbidden. */
const isFinal = (error: Error) => ['forbidden', 'missing'].includes(failureKind(error));

/** Shows what a query brought, or why it brought nothing: loading, empty, forbidden and failed are four different things. */
export function QueryView<T>(props: QueryViewProps<T>) {
  const { query, children, loading, isEmpty, empty, roles, compact } = props;
  const { data, error } = query;
  const retry = () => {
    query.refetch();
  };
  if (error && (data === undefined || isFinal(error))) {
    return <Failure error={error} onRetry={retry} roles={roles} compact={compact} />;
  }
  if (data === undefined) return <>{loading ?? <Loading lines={compact ? 2 : 4} />}</>;
  return (
    <>
      {error && <StaleNote error={error} onRetry={retry} />}
      {isEmpty?.(data) ? empty : children(data)}
    </>
  );
}
