export * from './createDirectoryRoom';
