import { Injectable } from '@nestjs/common';
import { demarches, demarcheWords, informationText, lastDayOf, mandateDurations, mandateDurationSteps, mandateDurationStepText } from '#libs/domain';
import type { Demarche, InformationSaid, LegalDay } from '#libs/domain';
import type { Principal } from '#libs/features/access';
import { nationalPartnerId } from '#libs/features/directory';
import { Mandates } from '#libs/features/mandate';
import type { MandateFile, StandingOfStructure } from '#libs/features/mandate';
import { Database, systemActor } from '#libs/platform';
import type { LastDay, Offered, TypedScope } from './issue-scope.views.js';
import { noIdentity } from './issue-identity.views.js';
import type { TypedIdentity } from './issue-identity.views.js';
import type { MandateShown } from './mandate-shown.js';
import { typedBirth } from './mandate-words.js';
import { contactOfStructure } from './structure-contact.js';

const reader = systemActor('mandate-pages');

/** What the four steps show: said by the structure's standing of the day, and by what was typed before. */
@Injectable()
export class MandateIssueDesk {
  constructor(private readonly mandates: Mandates, private readonly db: Database) {}

  /** The four things told to the person, in the names of those who will hold their data. */
  async told({ structure, partnerNames }: Pick<StandingOfStructure, 'structure' | 'partnerNames'>): Promise<InformationSaid[]> {
    const contact = await this.db.withIdentity(reader, (tx) => contactOfStructure(tx, structure.id));
    return informationText({ controller: structure.gestionnaireName, recipients: [...partnerNames.values()], contact: contact?.gestionnaireEmail ?? structure.gestionnaireName });
  }

  /** The other mandates in force of the same person here. */
  async known(file: MandateFile, principal: Principal): Promise<{ number: string; demarches: readonly Demarche[] }[]> {
    if (!file.person) return [];
    const found = await this.mandates.ofPerson(file.person, principal);
    return found.filter(({ id, state }) => id !== file.row.id && state === 'active').map(({ number, facts }) => ({ number, demarches: facts.scope.map(({ demarche }) => demarche) }));
  }
}

/** Each démarche offered, with the partners it is usually brought to first. */
export function offeredBy({ standing, structure, partnerNames }: StandingOfStructure): Offered[] {
  const present = standing.partners.map((id) => ({ id, name: partnerNames.get(id) ?? '' }));
  return standing.demarches.map((demarche) => {
    const usual = new Set(demarcheWords[demarche].partners.map((code) => nationalPartnerId(structure.departementCode, code)));
    return { demarche, usual: present.filter(({ id }) => usual.has(id)), others: present.filter(({ id }) => !usual.has(id)) };
  });
}

export function notOfferedBy({ standing }: StandingOfStructure): Demarche[] {
  return demarches.filter((demarche) => !standing.demarches.includes(demarche));
}

/** Until when each duration would last if it were signed today, and why. */
export function lastDaysFrom(today: LegalDay): LastDay[] {
  return mandateDurations.map((duration) => ({ duration, endsOn: lastDayOf(today, duration), steps: mandateDurationSteps(today, duration).map(mandateDurationStepText) }));
}

/** What was typed at the identity step, to be corrected. */
export function identityTyped({ person, row }: MandateFile): TypedIdentity {
  if (!person) return noIdentity;
  const { birthDate, phone, email, ...rest } = person;
  return { ...rest, document: row.facts.identityDocument ?? '', birthDate: typedBirth(birthDate), phone: phone ?? '', email: email ?? '' };
}

/** What was chosen at the démarches step, to be corrected. */
export function scopeTyped({ row: { facts }, words }: MandateFile): TypedScope {
  return {
    items: Object.fromEntries(facts.scope.map(({ demarche, actions, dataRequests, partners }) => [demarche, { chosen: true, actions, dataRequests, partners, words: words[demarche] ?? '' }])),
    duration: facts.duration ?? '',
  };
}

/** The mandate as it is read; null while something of it is not known yet, or once it is locked. */
export function mandateShown({ row: { facts, timeZone }, person, words, structure, agentName, partnerNames, today }: MandateFile): MandateShown | null {
  if (!person || !facts.duration) return null;
  return {
    structure: structure.name, gestionnaire: structure.gestionnaireName, agent: agentName, person, document: facts.identityDocument, informedAt: facts.informedAt, definedAt: facts.definedAt, identifiedAt: facts.identifiedAt,
    scope: facts.scope.map(({ demarche, actions, dataRequests, partners }) => ({ demarche, actions, dataRequests, words: words[demarche] ?? '', partners: partners.map((id) => ({ id, name: partnerNames.get(id) ?? 'organisme' })) })),
    duration: facts.duration, endsOn: facts.endsOn ?? lastDayOf(today, facts.duration), timeZone,
  };
}
