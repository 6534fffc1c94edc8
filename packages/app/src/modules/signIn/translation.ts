import { createTranslationRef } from '@backstage/frontend-plugin-api';

export const signInBannerTranslationRef = createTranslationRef({
  id: 'app.sign-in-banner',
  messages: {
    promise: 'Infrastructure within your team’s share, without a ticket.',
  },
});
