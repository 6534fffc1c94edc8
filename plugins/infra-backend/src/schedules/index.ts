export * from './createScheduleRoom';
