import { useState } from 'react';

/**
 * Keeps which version of a request somebody has seen. The first one that is shown counts as seen; another one that takes its place
 * does so only once they say that they have looked at it.
 */
export function useSeenDigest(digest: string | undefined) {
  const [seen, setSeen] = useState(digest);
  if (seen === undefined && digest !== undefined) setSeen(digest);
  return {
    isChanged: seen !== undefined && digest !== undefined && digest !== seen,
    lookedAgain: () => setSeen(digest),
  };
}
