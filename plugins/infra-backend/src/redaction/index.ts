export { KeptReasons } from './KeptReasons';
