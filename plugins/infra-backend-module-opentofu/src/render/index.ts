export { renderRootModule } from './rootModule';
