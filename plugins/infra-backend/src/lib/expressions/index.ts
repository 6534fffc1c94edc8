export { type Expression, compileExpression } from './expression';
