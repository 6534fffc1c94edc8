export { createRotationRoom } from './createRotationRoom';
