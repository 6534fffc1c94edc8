/** Reads the configuration keys, with what their comments say, out of a package's `config.d.ts`. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/**
 * @typedef {object} ConfigKey
 * @property {string} key such as `infra.argocd.instances[].url`
 * @property {string} type for people: `text`, `duration`, `yes or no` …
 * @property {boolean} required where the object that holds it is there
 * @property {string | undefined} otherwise what holds where it is left out
 * @property {string} meaning
 * @property {string} visibility `backend`, `frontend` or `secret`
 */

/**
 * @param {string} file path of a `config.d.ts`
 * @returns {ConfigKey[]} the leaves, in the order of the file
 */
export function readConfigKeys(file) {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.ES2022,
    true,
  );
  const config = source.statements.find(
    statement => ts.isInterfaceDeclaration(statement) && statement.name.text === 'Config',
  );
  if (!config) throw new Error(`${file} exports no interface Config`);
  return config.members.flatMap(member =>
    readMember(member, { prefix: '', visibility: 'backend' }),
  );
}

function readMember(member, { prefix, visibility, above = '' }) {
  if (ts.isIndexSignatureDeclaration(member)) {
    const name = `<${member.parameters[0].name.getText()}>`;
    return readType(member.type, `${prefix}${name}`, { visibility, required: true, text: above });
  }
  const { text, tags } = readComment(member);
  const own = tags.get('visibility') ?? tags.get('deepVisibility') ?? visibility;
  const inherited = tags.get('deepVisibility') ?? visibility;
  return readType(member.type, `${prefix}${member.name.getText()}`, {
    ...{ visibility: own, inherited, text: text || above },
    required: !member.questionToken,
  });
}

function readType(type, key, about) {
  const { inherited = about.visibility } = about;
  const beneath = (members, prefix) =>
    members.flatMap(member =>
      readMember(member, { prefix, visibility: inherited, above: about.text }),
    );
  if (ts.isTypeLiteralNode(type)) return beneath(type.members, `${key}.`);
  const element = elementOf(type);
  if (element && ts.isTypeLiteralNode(element)) return beneath(element.members, `${key}[].`);
  const { meaning, otherwise } = splitDefault(about.text);
  return [
    {
      ...{ key, meaning, otherwise, required: about.required, visibility: about.visibility },
      type: describeType(type),
    },
  ];
}

/** The type of the elements of a list, or undefined. */
function elementOf(type) {
  if (ts.isArrayTypeNode(type)) return type.elementType;
  const isArray = ts.isTypeReferenceNode(type) && type.typeName.getText() === 'Array';
  return isArray ? type.typeArguments[0] : undefined;
}

function describeType(type) {
  const text = type.getText();
  if (/\bHumanDuration\b/.test(text)) return 'duration';
  if (/ScheduleDefinition/.test(text)) return 'schedule';
  if (elementOf(type)) return `list of ${describeType(elementOf(type))}`;
  if (ts.isUnionTypeNode(type))
    return type.types.map(each => each.getText().slice(1, -1)).join(' or ');
  const known = { string: 'text', number: 'number', boolean: 'yes or no' }[text];
  if (!known) throw new Error(`${type.getSourceFile().fileName}: no word for the type ${text}`);
  return known;
}

function readComment(node) {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const tags = new Map(
    (comment?.tags ?? []).map(tag => [tag.tagName.text, ts.getTextOfJSDocComment(tag.comment)]),
  );
  return { text: ts.getTextOfJSDocComment(comment?.comment) ?? '', tags };
}

const DEFAULT_SENTENCE =
  /(?:^|(?<=[.;] ))(?:(?:The default is|Default:?) (?<after>.+?)|(?<before>[^.]+?) by default)\.(?= |$)/;

/** Takes the sentence that tells the default out of a comment. */
function splitDefault(text) {
  const flat = text.replace(/\s+/g, ' ').trim();
  const match = DEFAULT_SENTENCE.exec(flat);
  if (!match) return { meaning: flat, otherwise: undefined };
  const { after, before } = match.groups;
  const meaning = flat.slice(0, match.index) + flat.slice(match.index + match[0].length);
  const otherwise = after ?? before.charAt(0).toLowerCase() + before.slice(1);
  return { meaning: meaning.replace(/ {2,}/g, ' ').trim(), otherwise };
}
