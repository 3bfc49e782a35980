import { createHash } from 'node:crypto';

/** Chance that one can play again: the same words give the same draws, in the same order (sfc32, seeded by a SHA-256). */
export class Dice {
  private readonly state: Uint32Array;

  constructor(...words: readonly (string | number)[]) {
    const digest = createHash('sha256').update(words.join(' ')).digest();
    this.state = Uint32Array.from({ length: 4 }, (_, n) => digest.readUInt32LE(n * 4));
  }

  /** In [0, 1). */
  draw(): number {
    const s = this.state;
    const t = (s[0]! + s[1]! + s[3]!) | 0;
    s[3] = s[3]! + 1;
    s[0] = s[1]! ^ (s[1]! >>> 9);
    s[1] = s[2]! + (s[2]! << 3);
    s[2] = ((s[2]! << 21) | (s[2]! >>> 11)) + t;
    return (t >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.draw() < probability;
  }

  /** Both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.draw() * (most - least + 1));
  }

  /** @throws RangeError when there is nothing to pick from */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('Nothing to pick from');
    return list[this.between(0, list.length - 1)]!;
  }

  /** One of several, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    let left = this.draw() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of choices) if ((left -= weight) < 0) return choice;
    return choices.at(-1)![1];
  }
}
