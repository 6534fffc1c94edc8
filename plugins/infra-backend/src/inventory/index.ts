export * from './createInventoryRoom';
export * from './ServerService';
