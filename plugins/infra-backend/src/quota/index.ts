export * from './AuthorizedQuotaService';
export * from './CapacityService';
export type { Place } from './CapacityStore';
export * from './createQuotaRoom';
export * from './currency';
export * from './QuotaService';
export * from './ReservationService';
export * from './types';
