export { startInventory } from './inventory';
export type { Inventory, InventoryOptions } from './inventory';
export { inventoryRows } from './rows';
export type { InventoryRow } from './rows';
export type { InventoryFaults } from './faults';
