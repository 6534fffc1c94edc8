export * from './startInfraBackend';
export * from './testDatabase';
export * from './testUsers';
export * from './smallOrganisation';
