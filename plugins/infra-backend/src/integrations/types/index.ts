export * from './IntegrationTypes';
