export { readRuleFiles, readRules } from './normalise';
export { ruleLanguageOf } from './model';
export type {
  Requirement,
  RuleDiagnostic,
  RuleException,
  RuleFile,
  RuleLanguage,
  RuleParameter,
  RuleSource,
  RuleVariant,
  TransformRule,
} from './model';
