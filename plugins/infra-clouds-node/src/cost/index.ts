export type { CostExpression } from './expression';
export { monthlyCostOf, serviceCost, usualCostOf } from './monthlyCost';
export type { ServiceCost } from './monthlyCost';
