/** Remembers answers that never change, the ones asked for last; what fails is not remembered. */
export class Memory<T> {
  private readonly answers = new Map<string, T>();

  constructor(private readonly most: number) {}

  has(key: string): boolean {
    return this.answers.has(key);
  }

  async get(key: string, find: () => Promise<T>): Promise<T> {
    const known = this.answers.get(key);
    const answer = known ?? (await find());
    // At the end again, since what was asked for longest ago goes first.
    this.answers.delete(key);
    this.answers.set(key, answer);
    const [oldest] = this.answers.keys();
    if (this.answers.size > this.most) this.answers.delete(oldest);
    return answer;
  }
}
