export * from './BuiltInSecrets';
export * from './EnvironmentSecrets';
export * from './SecretProvider';
export * from './settings';
export * from './VaultSecrets';
