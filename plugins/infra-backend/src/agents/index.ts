export { type AgentServices, registerActions } from './registerActions';
