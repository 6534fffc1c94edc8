export { infraTranslationRef } from './ref';
export { type Text, useText } from './useText';
