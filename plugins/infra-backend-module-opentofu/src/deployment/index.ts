export { Deployments } from './Deployments';
