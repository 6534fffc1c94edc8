import * as ldap from 'ldapjs';

/** The reader of BER messages that ldapjs hands around. */
interface BerReader {
  readonly buffer: Buffer;
  readonly offset: number;
  peek(): number;
  readSequence(): number;
  readString(): string;
  readEnumeration(): number;
  readInt(): number;
  readBoolean(): boolean;
  readRawBuffer(tag: number): Buffer;
}

interface Internals {
  SearchRequest: { parseToPojo(message: BerReader): { filter: unknown } };
  filters: { parseBer(filter: BerReader): unknown };
}

const { SearchRequest, filters } = ldap as unknown as Internals;
const inexact = SearchRequest.parseToPojo.bind(SearchRequest);

/**
 * ldapjs turns the filter of a search into text and parses that text again, which loses backslashes
 * and every character outside ASCII. Here the filter is taken from the message itself.
 */
SearchRequest.parseToPojo = message => {
  const Reader = message.constructor as new (bytes: Buffer) => BerReader;
  const copy = new Reader(message.buffer.subarray(message.offset));
  const request = inexact(message);
  copy.readSequence();
  copy.readString(); // base
  copy.readEnumeration(); // scope
  copy.readEnumeration(); // aliases
  copy.readInt(); // size limit
  copy.readInt(); // time limit
  copy.readBoolean(); // types only
  request.filter = filters.parseBer(new Reader(copy.readRawBuffer(copy.peek())));
  return request;
};
