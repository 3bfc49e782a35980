import { instant } from '#libs/domain';
import type { Instant } from '#libs/domain';

/** The only place the wall clock is read; scenarios and `tick --as-of` give another. */
export interface Clock {
  now(): Date;
}

export const CLOCK = Symbol('Clock');

export const systemClock: Clock = { now: () => new Date() };

/** A clock one sets by hand: scenarios move it through months in a moment. */
export class MovedClock implements Clock {
  constructor(private current: Date) {}

  now(): Date {
    return new Date(this.current);
  }

  moveTo(at: Date): void {
    this.current = at;
  }
}

export function instantOf(clock: Clock): Instant {
  return instant(clock.now().toISOString());
}
