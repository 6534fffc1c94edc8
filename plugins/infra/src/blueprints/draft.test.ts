import { sketchBlueprint, wiredTypes } from '../__testUtils__';
import {
  addNode,
  bind,
  bindNew,
  type Change,
  changeInput,
  connect,
  disconnect,
  type Draft,
  draftOf,
  EMPTY,
  literalsOf,
  removeInput,
  removeNode,
  renameNode,
  setLiterals,
  usesOf,
} from './draft';
import { arrange } from './layout';
import { sortProblems } from './problems';
import { inputFits, suppliesOf, whyNot } from './wiring';

const types = new Map(wiredTypes().map(type => [type.name, type]));
const pair = draftOf(sketchBlueprint());

const after = (draft: Draft, ...changes: Change[]): Draft =>
  changes.reduce((now, change) => change(now), draft);

const nodesOf = ({ nodes }: Draft) =>
  Object.fromEntries(nodes.map(({ key, parents }) => [key, parents]));

describe('nodes of a draft', () => {
  it('rest upon the only one that fits as soon as they are added', () => {
    const add = (type: string) => addNode(types, type);
    expect(nodesOf(after(EMPTY, add('network'), add('vm'), add('vm')))).toEqual({
      ...{ network: [], vm: ['network'], vm2: ['network'] },
    });
    // Of two networks nobody knows which one is meant.
    const draft = after(EMPTY, add('network'), add('network'), add('vm'));
    expect(nodesOf(draft).vm).toEqual([]);
  });

  it('are connected only where that fits', () => {
    const draft = after(pair, addNode(types, 'record'));
    const try_ = (parent: string, child: string) =>
      nodesOf(connect(types, { parent, child })(draft))[child];
    expect(draft.nodes[2].parents).toEqual(['vm']);
    expect(try_('net', 'record')).toEqual(['vm']);
    expect(try_('vm', 'record')).toEqual(['vm']);
    const apart = after(draft, disconnect({ parent: 'vm', child: 'record' }));
    expect(nodesOf(apart).record).toEqual([]);
    expect(nodesOf(after(apart, connect(types, { parent: 'vm', child: 'record' }))).record).toEqual(
      ['vm'],
    );
  });

  it('take what rests upon them along when they are renamed, and let go of it when they leave', () => {
    expect(nodesOf(after(pair, renameNode('net', 'lan')))).toEqual({ lan: [], vm: ['lan'] });
    expect(after(pair, renameNode('net', 'vm'))).toEqual(pair);
    expect(nodesOf(after(pair, removeNode('net')))).toEqual({ vm: [] });
  });
});

describe('inputs of a draft', () => {
  it('come from a variable with its title, type and default', () => {
    const cpu = { type: 'integer', title: 'Cores', default: 2 };
    const draft = after(pair, bindNew('vm', 'cpu', cpu), removeInput('cores'));
    expect(draft.inputs).toEqual([{ name: 'cpu', title: 'Cores', type: 'integer', default: 2 }]);
    expect(usesOf(draft, 'cpu')).toEqual(['vm.cpu']);
    expect(after(draft, bindNew('vm', 'cpu', cpu)).inputs.map(({ name }) => name)).toEqual([
      ...['cpu', 'cpu2'],
    ]);
  });

  it('are followed by what they fill in', () => {
    const draft = after(pair, changeInput('cores', { name: 'size', title: 'Size' }));
    expect(draft.nodes[1].variables).toEqual({ cpu: { $input: 'size' } });
    expect(after(draft, removeInput('size')).nodes[1].variables).toEqual({});
  });

  it('stay when the values beside them change', () => {
    const draft = after(pair, setLiterals('vm', { note: 'x' }));
    expect(draft.nodes[1].variables).toEqual({ note: 'x', cpu: { $input: 'cores' } });
    expect(literalsOf(draft.nodes[1])).toEqual({ note: 'x' });
    expect(after(draft, bind('vm', 'cpu', undefined)).nodes[1].variables).toEqual({ note: 'x' });
  });

  it('fill in only what is of their type', () => {
    const whole = { name: 'a', title: 'A', type: 'integer' as const };
    expect(inputFits({ type: 'number' }, whole)).toBe(true);
    expect(inputFits({ type: 'string' }, whole)).toBe(false);
    expect(inputFits({ type: 'integer', sensitive: true }, whole)).toBe(false);
    expect(inputFits({ type: 'integer' }, { ...whole, type: 'number' })).toBe(false);
  });
});

describe('the wiring', () => {
  it('says why something does not fit', () => {
    const why = (parent: string, child: string, draft = pair) =>
      whyNot(draft, types, { parent, child });
    expect(why('net', 'net')).toBe('same');
    expect(why('vm', 'net')).toBe('type');
    expect(why('net', 'vm')).toBe('there');
    expect(why('gone', 'vm')).toBe('type');
    const [network] = wiredTypes();
    const loop = new Map([...types, ['network', { ...network, parents: ['vm'] }]]);
    expect(whyNot(pair, loop, { parent: 'vm', child: 'net' })).toBe('circle');
  });

  it('tells which output fills in which variable', () => {
    expect(suppliesOf(types, { type: 'vm' }, 'network')).toEqual([
      { output: 'subnetId', variable: 'Subnet' },
    ]);
    expect(suppliesOf(types, { type: 'vm' }, 'record')).toEqual([]);
  });

  it('places to the right what rests upon something', () => {
    const places = arrange(pair.nodes);
    expect(places.get('vm')?.x).toBeGreaterThan(places.get('net')?.x ?? 0);
  });
});

it('sortProblems puts each where it is', () => {
  const problems = ['/title', '/nodes/1/parents', '/inputs/0/name', '/nodes/9/key'].map(
    pointer => ({ pointer, message: 'no' }),
  );
  const { byKey, byInput, others } = sortProblems(problems, pair);
  expect(byKey.get('vm')).toEqual([{ pointer: '/parents', message: 'no' }]);
  expect(byInput.get('cores')).toEqual([{ pointer: '/name', message: 'no' }]);
  expect(others.map(({ pointer }) => pointer)).toEqual(['/title', '/nodes/9/key']);
});
