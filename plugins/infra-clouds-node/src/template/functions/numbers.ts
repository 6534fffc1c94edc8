import { fault } from '../errors';
import { goPrint } from '../print';
import { kindOf } from '../values';
import { FunctionMap, between, fixed } from './definition';

export const numberFunctions: FunctionMap = {
  add: between(1, undefined, args => safe(args.map(asNumber).reduce((a, b) => a + b))),
  sub: fixed(2, ([a, b]) => safe(asNumber(a) - asNumber(b))),
  mul: between(1, undefined, args => safe(args.map(asNumber).reduce((a, b) => a * b))),
  div: fixed(2, ([a, b]) => {
    if (asNumber(b) === 0) throw fault('division by zero');
    const quotient = asNumber(a) / asNumber(b);
    const whole = Number.isInteger(a) && Number.isInteger(b);
    return whole ? Math.trunc(quotient) : quotient;
  }),
  mod: fixed(2, ([a, b]) => {
    if (asNumber(b) === 0) throw fault('division by zero');
    return asNumber(a) % asNumber(b);
  }),
  add1: fixed(1, ([a]) => safe(asNumber(a) + 1)),
  max: between(1, undefined, args => args.map(asNumber).reduce((a, b) => Math.max(a, b))),
  min: between(1, undefined, args => args.map(asNumber).reduce((a, b) => Math.min(a, b))),
  floor: fixed(1, ([a]) => Math.floor(asNumber(a))),
  ceil: fixed(1, ([a]) => Math.ceil(asNumber(a))),
  int: fixed(1, ([a]) => Math.trunc(toNumber(a))),
  float64: fixed(1, ([a]) => toNumber(a)),
  atoi: fixed(1, ([a]) => Math.trunc(toNumber(a))),
  toString: fixed(1, ([a], { budget }) => goPrint(a, budget)),
};

function asNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  throw fault(`expected a number; found ${kindOf(value)}`);
}

function toNumber(value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return asNumber(value);
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw fault(`not a number: ${JSON.stringify(value.slice(0, 50))}`);
  return number;
}

function safe(value: number): number {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw fault('integer overflow');
  return value;
}
