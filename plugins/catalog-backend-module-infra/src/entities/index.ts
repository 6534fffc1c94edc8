export * from './apiEntity';
export * from './resourceEntity';
export * from './unitEntity';
