export { languageOf } from './languages';
export type { SyntaxLanguage } from './languages';
export type { Position } from './source';
