import { TemplateFault } from './errors';

export interface TemplateLimits {
  /** Nodes, operands and calls that are evaluated; work on long values counts as more. */
  maxSteps: number;
  /** Characters of the result, and of every value on the way. */
  maxOutput: number;
  /** Templates that call templates. */
  maxDepth: number;
}

export const defaultLimits: TemplateLimits = {
  maxSteps: 500_000,
  maxOutput: 1_000_000,
  maxDepth: 64,
};

const charactersPerStep = 64;
const allocationFactor = 16;

/** What one rendering may still spend; every loop and every long value takes from it. */
export class Budget {
  private steps = 0;
  private allocated = 0;
  private written = 0;

  constructor(readonly limits: TemplateLimits) {}

  step(count = 1) {
    this.steps += count;
    if (this.steps > this.limits.maxSteps) {
      throw new TemplateFault('limit', `more than ${this.limits.maxSteps} steps`);
    }
  }

  /** Work on something that long. */
  work(length: number) {
    this.step(Math.ceil(length / charactersPerStep));
  }

  /** Before that many characters of the result are written. */
  write(length: number) {
    this.written += length;
    if (this.written > this.limits.maxOutput) {
      throw new TemplateFault('limit', `a result of more than ${this.limits.maxOutput} characters`);
    }
    this.work(length);
  }

  /** Before a value of that many characters or elements is made. */
  allocate(length: number) {
    if (length > this.limits.maxOutput) {
      throw new TemplateFault('limit', `a value of more than ${this.limits.maxOutput} characters`);
    }
    this.allocated += length;
    if (this.allocated > this.limits.maxOutput * allocationFactor) {
      throw new TemplateFault('limit', 'values need too much memory');
    }
    this.work(length);
  }
}
