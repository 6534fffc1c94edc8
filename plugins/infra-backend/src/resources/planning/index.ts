export * from './ChangePlanner';
export * from './Planner';
export * from './RequestChecks';
export * from './types';
