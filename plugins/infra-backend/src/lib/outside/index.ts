export * from './callOutside';
export * from './sign';
