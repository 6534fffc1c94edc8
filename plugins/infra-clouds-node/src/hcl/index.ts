export { hclKey, hclLiteral, hclString, hclStringContents, identifier } from './literals';
export type { HclValue } from './literals';
export { HclSyntaxError } from './tokens';
export { hclBody, referencesOf } from './blocks';
export type { HclAttribute, HclBlock, HclBody } from './blocks';
export { moduleInterface } from './module';
export type { ModuleInterface, ModuleOutput, ModuleVariable } from './module';
export { formatHcl } from './format';
