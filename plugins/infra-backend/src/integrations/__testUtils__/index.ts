export * from './keys';
export * from './outside';
export * from './openIntegrationHouse';
