import type { ReactElement } from 'react';
import { InfraQueries } from './api';

/** What every door of the plugin puts around a screen, a tab or a card. */
export const withQueries = (element: ReactElement): ReactElement => (
  <InfraQueries>{element}</InfraQueries>
);
