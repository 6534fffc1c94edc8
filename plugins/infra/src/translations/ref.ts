import { createTranslationRef } from '@backstage/core-plugin-api/alpha';
import { allocationMessages } from './messages/allocations';
import { approvalMessages } from './messages/approvals';
import { argoCdMessages } from './messages/argocd';
import { auditMessages } from './messages/audit';
import { commonMessages } from './messages/common';
import { entityMessages } from './messages/entity';
import { infrastructureMessages } from './messages/infrastructure';
import { integrationMessages } from './messages/integrations';
import { inventoryMessages } from './messages/inventory';
import { organisationMessages } from './messages/organisation';
import { requestMessages } from './messages/request';
import { resourceMessages } from './messages/resources';
import { typeMessages } from './messages/types';

/** Every text on the screens of Bailiwick; an app overrides or translates them by this reference. */
export const infraTranslationRef = createTranslationRef({
  id: 'infra',
  messages: {
    ...commonMessages,
    ...infrastructureMessages,
    ...resourceMessages,
    ...requestMessages,
    ...approvalMessages,
    ...typeMessages,
    ...integrationMessages,
    ...allocationMessages,
    ...inventoryMessages,
    ...organisationMessages,
    ...auditMessages,
    ...argoCdMessages,
    ...entityMessages,
  },
});
