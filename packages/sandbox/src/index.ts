/**
 * The outside systems that a demo or a test of Bailiwick talks to, over real sockets on 127.0.0.1.
 *
 * @packageDocumentation
 */
export * from './argocd';
export * from './aws';
export * from './demo';
export * from './directory';
export * from './git';
export * from './inventory';
export * from './postgres';
export { Faults } from './faults/Faults';
export { startSandbox } from './startSandbox';
export type { Sandbox, SandboxOptions } from './startSandbox';
