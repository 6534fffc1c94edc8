export * from './createComplianceRoom';
