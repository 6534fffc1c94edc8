export * from './createWorkflowRoom';
