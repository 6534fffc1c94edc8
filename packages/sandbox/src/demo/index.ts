export { DEMO_PASSWORD, demoOrganisation } from './organisation';
export type { DemoUnit, Organisation, UnitKind } from './organisation';
export { demoDirectory } from './people';
export { seedDemo } from './seed';
export type { SeedResult } from './seed';
