import { addDays, legalDay } from '#libs/domain';
import type { SigningAuthority, Slot } from '#libs/domain';
import { Authorities } from '#libs/features/authority';
import { loadRound } from '#libs/features/round';
import { systemActor } from '#libs/platform';
import type { RoundPlay } from './play.js';
import { Violation } from './violation.js';
import { clerk } from './world.js';

const since = legalDay('2026-01-01');

/** The préfecture describes under which title the person asked signs: an interim, which is over or not. */
export async function describeTitle(play: RoundPlay): Promise<void> {
  const { dice, lane } = play;
  const slot = dice.pick(play.now.facts.slots);
  const until = dice.chance(0.5) ? addDays(play.today, -dice.between(1, 20)) : null;
  await play.step(`the préfecture describes the title of ${slot.bodyName}, ${until ? `over since ${until}` : 'in force'}`, async () => {
    const round = await lane.db.withIdentity(systemActor('simulation'), (tx) => loadRound(tx, play.roundId));
    await lane.app.get(Authorities, { strict: false }).record(round, slot, titleOf(slot, until), clerk);
    play.titles.set(slot.id, { signatoryId: slot.signatoryId, until });
  });
}

function titleOf({ bodyId, college, signatoryId }: Slot, until: ReturnType<typeof addDays> | null): SigningAuthority {
  const power = { kind: 'interim', office: college === 'prefet' ? 'prefet' : 'head', ground: 'absence', personId: signatoryId, reference: 'Arrêté nᵒ 12', from: since, until } as const;
  return { bodyId, power, decision: null };
}

/** I10: under a title that is over, nobody signs unless the préfecture has said that it accepts it. */
export function titleAllows({ titles, today }: RoundPlay, { id, signatoryId, irregularityAccepted }: Slot): void {
  const title = titles.get(id);
  if (!title || title.signatoryId !== signatoryId || title.until === null || today <= title.until || irregularityAccepted) return;
  throw new Violation('I10', `${id} was signed under a title that is over since ${title.until}, and nobody has accepted it`);
}
