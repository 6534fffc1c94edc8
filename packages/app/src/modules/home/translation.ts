import { createTranslationRef } from '@backstage/frontend-plugin-api';

export const homeTranslationRef = createTranslationRef({
  id: 'app.home',
  messages: {
    welcome: 'Welcome, {{name}}',
    welcomeStranger: 'Welcome',
    organisation: 'This is the portal of {{organisation}}.',
    steps: {
      request: {
        title: 'Request from a template',
        text: 'A form asks what is needed, shows what your team has left, and follows the work to its end.',
      },
      find: {
        title: 'Find what exists',
        text: 'Components, teams and resources, each with its owner and the state of its infrastructure.',
      },
      read: {
        title: 'Read how it works',
        text: 'Roles, quotas, approvals, and what happens between a request and a running namespace.',
      },
    },
  },
});
