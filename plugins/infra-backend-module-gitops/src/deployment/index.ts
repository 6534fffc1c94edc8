export { DeploymentError } from './ApplicationWatch';
export { Deployments } from './Deployments';
export { RevisionOrder } from './RevisionOrder';
export type { Wish } from './verdict';
