import { type TranslationFunction, useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { infraTranslationRef } from './ref';

/** Looks a text up in the language of the user. */
export type Text = TranslationFunction<typeof infraTranslationRef.T>;

export const useText = (): Text => useTranslationRef(infraTranslationRef).t;
