export { GoPackage, goPackagesOf } from './go';
export { MANIFESTS, patchManifest } from './manifests';
export type { PatchedManifest } from './manifests';
export { diffOf, transformCode } from './transform';
export { mergeRequirements } from './requirements';
export type {
  CodeDiagnostic,
  TextEdit,
  TransformInput,
  TransformResult,
  TransformRules,
} from './types';
