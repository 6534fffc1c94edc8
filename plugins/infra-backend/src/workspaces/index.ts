export * from './createWorkspaceRoom';
export { type MirrorChoice, Mirroring, type MirrorPlace, type MirrorWish } from './Mirroring';
export { MirrorStore } from './MirrorStore';
