export * from './AuditTrail';
export * from './RouteAuditor';
export * from './routeEvents';
export * from './trailEvents';
