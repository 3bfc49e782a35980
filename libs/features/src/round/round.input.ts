import { dayAt, instant } from '#libs/domain';
import type { Dossier } from '#libs/domain';
import { modelInput, officialDocumentsOf } from '#libs/features/model';
import type { ModelInput, OfficialFileSet, RoundModel } from '#libs/features/model';
import type { Config } from '#libs/platform';
import type { ActOfRound, RoundRow } from './round.store.js';

/** The addresses that mark the signature blocks in the Word text; a reserved domain, so that they lead nowhere. */
export const markerOf = (field: string) => `https://slot.paraphe.invalid/${field}`;

/** What the templates are told of a round: the same frozen dossier and the same date give the same text, years later. */
export function roundInput(config: Config, { round, dossier, date, model, official }: { round: RoundRow; dossier: Dossier; date: Date; model: RoundModel; official: OfficialFileSet }): ModelInput {
  return modelInput(dossier, {
    number: round.number,
    date: dayAt(instant(date.toISOString()), round.timeZone),
    term: { startsOn: null, endsOn: round.facts.termEndsOn!, renewalMonths: model.renewalMonths },
    slots: round.facts.slots.map(({ id, college, bodyName, capacity }) => ({ name: id, college, bodyName, capacity, marker: markerOf(id) })),
    sealMarker: markerOf('seal'),
    verifyUrl: `${config.publicUrl}/verifier/${round.number}`,
    demonstration: config.mode === 'demonstration',
    modelVersion: round.modelVersion,
    officialDocuments: officialDocumentsOf(official),
  });
}

/** What the template of an act is told: the words of the act, its signature blocks and its seal. */
export function actInput({ facts }: Pick<RoundRow, 'facts'>, { data }: ActOfRound): object {
  const signatures = facts.slots.map(({ id, college, bodyName, capacity }) => ({
    college, bodyName, capacity, link: { url: markerOf(id), label: 'Signature électronique' },
  }));
  return { ...data, signatures, seal: { link: { url: markerOf('seal'), label: 'Cachet électronique' } } };
}
