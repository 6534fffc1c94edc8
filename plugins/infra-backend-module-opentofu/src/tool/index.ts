export * from './failure';
export * from './findProgram';
export * from './passedOn';
export * from './runTool';
