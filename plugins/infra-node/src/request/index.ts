export * from './context';
export * from './requestId';
export * from './requestLogger';
