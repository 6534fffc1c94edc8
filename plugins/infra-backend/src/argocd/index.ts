export * from './createArgoCdRoom';
