export { rewriteFiles, rulesOf, transformFiles } from './transformFiles';
export type { TransformedFiles } from './transformFiles';
