export { editEntryFile } from './editEntryFile';
export { editList, type ListEdit } from './editList';
export { type Entry, type EntryChange, nameOf, type Plain, ValuesError } from './entry';
