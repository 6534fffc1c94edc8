export * from './primitives';
export * from './quota';
export * from './organisation';
export * from './inventory';
export * from './resources';
export * from './runs';
export * from './argocd';
export * from './audit';
