export { capabilitiesOf, usualService } from './choose';
export { generate } from './generate';
export type {
  GenerateRequest,
  GenerateRequirements,
  GenerateResult,
  WantedCapability,
} from './request';
export { resourceTypeOf, resourceTypesOf } from './resourceType';
export type { CloudResourceType, JsonSchemaProperty } from './resourceType';
export { pluginFaults } from './faults';
