export * from './Claim';
export * from './IdempotencyKeys';
