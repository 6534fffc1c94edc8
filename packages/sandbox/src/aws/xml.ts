import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { AwsError } from './errors';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });
/** Elements of requests that may come once or many times. */
const REPEATED = new Set(['Object', 'Tag']);
const parser = new XMLParser({ parseTagValue: false, isArray: name => REPEATED.has(name) });

/** An XML document of one root element; arrays become repeated elements. */
export function xml(root: string, content: unknown, namespace?: string): string {
  const attributes = namespace ? { '@xmlns': namespace } : {};
  const element = typeof content === 'object' ? { ...attributes, ...content } : content;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: element })}`;
}

/**
 * The content of a document's root element, every value a string.
 *
 * @throws AwsError `MalformedXML`
 */
export function parseXml(text: string): Record<string, unknown> {
  if (XMLValidator.validate(text) !== true) throw malformed();
  const { '?xml': _, ...roots } = parser.parse(text) as Record<string, unknown>;
  const [content] = Object.values(roots);
  return typeof content === 'object' && content !== null
    ? (content as Record<string, unknown>)
    : {};
}

function malformed(): AwsError {
  return new AwsError(400, 'MalformedXML', 'The XML you provided was not well-formed');
}
