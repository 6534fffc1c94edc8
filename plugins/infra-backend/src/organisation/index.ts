export * from './AuthorizedUnitService';
export * from './createOrganisationRoom';
export * from './levels';
export * from './RoleBindingService';
export * from './roleRoutes';
export * from './UnitRecord';
export * from './UnitService';
