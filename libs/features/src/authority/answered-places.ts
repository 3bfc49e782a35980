import type { RoundState, Slot } from '#libs/domain';

/** Nobody signs there any more. */
export const closedStates: readonly RoundState[] = ['sealed', 'abandoned', 'superseded'];

/** Whoever has answered was judged then: nothing is described of that place any more. */
export function isAnswered({ state }: Pick<Slot, 'state'>): boolean {
  return state === 'approved' || state === 'declined';
}
