/**
 * The provisioner `gitops`: an entry in a values file, a commit, and Argo CD that makes it so.
 *
 * @packageDocumentation
 */
export { infraModuleGitops as default } from './module';
