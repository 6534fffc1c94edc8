import { CustomizableVariable } from '../model';

type Shape = 'string' | 'number' | 'bool' | 'list' | 'map' | 'any';

/** The outermost shape of a type constraint of Terraform. */
export function shapeOf(type: string): Shape {
  const outer = /^\s*(string|number|bool|list|set|tuple|map|object|any)\b/.exec(type)?.[1];
  if (outer === 'set' || outer === 'tuple') return 'list';
  if (outer === 'object') return 'map';
  return (outer as Shape | undefined) ?? 'any';
}

const shapeNames: Record<Shape, string> = {
  string: 'a text',
  number: 'a number',
  bool: 'true or false',
  list: 'a list',
  map: 'a map',
  any: 'a value',
};

/** What a value breaks of a variable's type; undefined when it fits. */
export function typeMismatch(type: string, value: unknown): string | undefined {
  const shape = shapeOf(type);
  if (value === null || shape === 'any') return isData(value) ? undefined : 'must be data';
  const fits: Record<Exclude<Shape, 'any'>, boolean> = {
    string: typeof value === 'string',
    number: typeof value === 'number' && Number.isFinite(value),
    bool: typeof value === 'boolean',
    list: Array.isArray(value),
    map: typeof value === 'object' && !Array.isArray(value),
  };
  if (!fits[shape]) return `must be ${shapeNames[shape]}`;
  const element = elementType(type);
  if (element && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      const inner = typeMismatch(element, item);
      if (inner) return `${key} ${inner}`;
    }
  }
  return isData(value) ? undefined : 'must be data';
}

/** Of `list(x)`, `set(x)` and `map(x)`. */
function elementType(type: string): string | undefined {
  const match = /^\s*(?:list|set|map)\s*\(([\s\S]*)\)\s*$/.exec(type);
  return match?.[1];
}

function isData(value: unknown, depth = 0): boolean {
  if (depth > 50) return false;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  return Object.values(value).every(item => isData(item, depth + 1));
}

/** What a value breaks of the limits that the service's defaults give; undefined when it fits. */
export function limitMismatch(
  variable: CustomizableVariable | undefined,
  value: unknown,
): string | undefined {
  if (!variable || value === null) return undefined;
  const { options, minimum, maximum } = variable;
  if (options && !options.some(option => option === value)) {
    return `must be one of ${options.map(option => JSON.stringify(option)).join(', ')}`;
  }
  if (typeof value !== 'number') return undefined;
  if (minimum !== undefined && value < minimum) return `must be at least ${minimum}`;
  if (maximum !== undefined && value > maximum) return `must be at most ${maximum}`;
  return undefined;
}
