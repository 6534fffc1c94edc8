export * from './approvals';
export { Refusal, refuse } from './contract';
export { FakeInfra } from './FakeInfra';
export { idOf } from './ids';
export * from './organisation';
export * from './resources';
export { sketchSecret } from './handlers/secrets';
export { FakeSignals } from './signals';
export { World } from './World';
