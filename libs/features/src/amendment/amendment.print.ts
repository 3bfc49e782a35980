import { amendmentChangeNames, structureExitNames } from '#libs/domain';
import type { AmendmentChange, AmendmentFacts, LegalDay, RequiredSignatory } from '#libs/domain';
import type { AgreementVersion } from '#libs/features/agreement';
import type { AmendmentPrint } from '#libs/features/papers';
import { formatDay, formatHash } from '#libs/ui';
import { bodyName, partyQualities, structureName } from './amended-agreement.js';
import type { AmendmentContext } from './amended-agreement.js';
import { amendmentSteps, changeTitle, informedParties, shownSignatories } from './amendment-words.js';

export type PrintedAmendment = {
  facts: Pick<AmendmentFacts, 'changes'>;
  number: number;
  effectOn: LegalDay;
  signatories: readonly RequiredSignatory[];
  context: AmendmentContext;
  /** The text that is amended: the latest that the parties signed. */
  amends: Pick<AgreementVersion, 'title' | 'sha256'> | null;
  publicUrl: string;
  demonstration: boolean;
};

/** The words of an amendment as it will be signed; the round adds its signature blocks and its seal. */
export function amendmentPrintOf({ facts: { changes }, number, effectOn, signatories, context, amends, publicUrl, demonstration }: PrintedAmendment): AmendmentPrint {
  const { agreement, dossier, round } = context;
  const finalHash = amends?.sha256 ?? round.facts.finalHash;
  return {
    demonstration,
    agreement: { number: agreement.number, title: 'Convention départementale France Services', departement: { name: dossier.departement.name, code: dossier.departement.code } },
    rank: String(number),
    signedOn: bare(agreement.signedOn),
    amends: { title: amends?.title ?? `Convention ${agreement.number}`, sha256: finalHash ? formatHash(finalHash) : 'non calculée' },
    object: `Le présent avenant porte sur : ${changes.map((change) => changeTitle(change, context)).join(' ; ')}.`,
    grounds: [`Vu la convention départementale France Services ${agreement.number}, signée ${formatDay(agreement.signedOn)} ;`],
    parties: context.parties.map(({ name, kind }) => ({ name, quality: partyQualities[kind] })),
    articles: changes.flatMap((change) => (change.kind === 'article' ? [{ title: changeTitle(change, context), change: 'modifie' as const, before: paragraphs(change.before), after: paragraphs(change.after) }] : [])),
    annexes: changes.flatMap((change) => annexeOf(change, context)),
    movements: changes.flatMap((change) => movementOf(change, effectOn, context)),
    effectiveOn: formatDay(effectOn),
    signatories: shownSignatories(signatories, context).map(({ name, quality, reasons }) => ({ label: `${name}, ${quality}`, text: `${reasons.join(' ; ')}.` })),
    informed: informedParties(signatories, context),
    steps: amendmentSteps({ changes, launchedOn: null, signedOn: null }, signatories, effectOn, context),
    verification: { url: `${publicUrl}/verifier/${roundNumberOf(agreement.number, number)}` },
  };
}

/** The number under which the act is verified: its round's. */
export function roundNumberOf(agreementNumber: string, amendmentNumber: number): string {
  return `${agreementNumber}-A${amendmentNumber}`;
}

function annexeOf(change: AmendmentChange, context: AmendmentContext): AmendmentPrint['annexes'] {
  if (change.kind !== 'annexe_4' && change.kind !== 'annexe_5' && change.kind !== 'annexe_6' && change.kind !== 'annexes_1_to_3') return [];
  const where = change.kind === 'annexe_5' ? change.structureIds.map((id) => structureName(context, id)) : [];
  const derogations = 'derogatesFrom' in change && change.derogatesFrom.length > 0 ? ` Cette annexe déroge expressément à : article ${change.derogatesFrom.join(', article ')}.` : '';
  return [{
    title: changeTitle(change, context),
    sentence: `${where.length > 0 ? `Structures concernées : ${where.join(', ')}.` : ''}${derogations}`.trim(),
    rows: [{ mark: 'Modifié', what: amendmentChangeNames[change.kind], before: '', after: change.wording.trim() }],
  }];
}

function movementOf(change: AmendmentChange, effectOn: LegalDay, context: AmendmentContext): AmendmentPrint['movements'] {
  const on = bare(effectOn);
  switch (change.kind) {
    case 'structure_entry':
      return [{ what: 'Entrée d’une structure', name: structureName(context, change.structureId), detail: `Gestionnaire : ${bodyName(context, change.gestionnaireId)}`, on }];
    case 'structure_exit':
      return [{ what: 'Sortie d’une structure', name: structureName(context, change.structureId), detail: structureExitNames[change.cause], on }];
    case 'gestionnaire_entry':
      return [{ what: 'Entrée d’une partie', name: bodyName(context, change.partyId), detail: 'Gestionnaire France Services', on }];
    case 'national_partner_entry':
      return [{ what: 'Entrée d’une partie', name: bodyName(context, change.partyId), detail: 'Partenaire national', on }];
    case 'representative':
      return [{ what: 'Représentant d’une partie', name: bodyName(context, change.partyId), detail: change.wording.trim(), on }];
    default:
      return [];
  }
}

function paragraphs(text: string): string[] {
  return text.split(/\r?\n/u).map((line) => line.trim()).filter((line) => line !== '');
}

const bare = (day: LegalDay): string => formatDay(day, 'bare');
