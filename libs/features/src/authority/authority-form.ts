import { authorityFactsRefusalSentence, authorityFactsRefusals, authorityRequired, civilTime, civilTimeAt, instantsOf, legalDay, officesOf } from '#libs/domain';
import type { AuthorityEntry, AuthorityFactsRefusal, BodyDecision, DelegationAct, Deliberation, Instant, LegalDay, OfficialOffice, PersonPower, Publicity, Scope, SignedObject, SigningAuthority } from '#libs/domain';
import type { FieldError } from '#libs/ui';

export const powerKinds = ['own_right', 'delegation', 'interim'] as const;
export type PowerKind = (typeof powerKinds)[number];

/** What a clerk typed, as the form gives it back. */
export type TypedAuthority = Readonly<Record<Field, string>>;
const fields = [
  'power', 'tenure', 'reference', 'signedOn', 'named', 'nature', 'immediate', 'from', 'until', 'objects', 'territory',
  'publishedOn', 'publishedAt', 'publishedProof', 'transmittedOn', 'transmittedAt', 'transmittedProof', 'ground',
  'decision', 'decisionReference', 'adoptedOn', 'text', 'decisionScope', 'decisionPublishedOn', 'decisionPublishedAt', 'decisionPublishedProof', 'decisionTransmittedOn', 'decisionTransmittedAt', 'decisionTransmittedProof',
] as const;
type Field = (typeof fields)[number];
export type AuthorityBody = Partial<Record<Field, unknown>>;

/** Nobody of those whom the order names: kept as such, so that the verdict says it. */
const somebodyElse = 'another';

export function typedFrom(body: AuthorityBody): TypedAuthority {
  return Object.fromEntries(fields.map((field) => [field, typeof body[field] === 'string' ? body[field].trim() : ''])) as TypedAuthority;
}

/** The form as it was last filled in. */
export function typedOf(authority: { power: PersonPower | null; decision: BodyDecision | null } | null, timeZone: string): TypedAuthority {
  const { power, decision } = authority ?? { power: null, decision: null };
  return { ...typedFrom({}), ...(power ? powerTyped(power, timeZone) : unknownPower), ...decisionTyped(decision, timeZone) };
}

const unknownPower: Partial<TypedAuthority> = { power: '', named: 'yes', nature: 'signature', objects: 'all', territory: 'whole' };

/** `proofs`: ids of the papers of the place, the only ones that show anything of it. */
type Place = AuthorityEntry & { bodyId: string; signatoryId: string; proofs: readonly string[] };

/** What the form describes, or what is missing in it. The law itself is judged when one signs, never here. */
export function readAuthority(typed: TypedAuthority, place: Place): { ok: true; facts: SigningAuthority } | { ok: false; errors: FieldError[] } {
  const reader = new Reader(typed, place);
  const power = readPower(typed, place, reader);
  const decision = readDecision(typed, place, reader);
  if (reader.errors.length > 0 || !power) return { ok: false, errors: reader.errors };
  const refusals = authorityFactsRefusals({ power, decision }, place);
  return refusals.length > 0 ? { ok: false, errors: refusals.map(shown) } : { ok: true, facts: { bodyId: place.bodyId, power, decision } };
}

/** Beside the field that has to change. */
const refusedFields: Readonly<Record<AuthorityFactsRefusal['code'], { power: Field; decision: Field }>> = {
  office_of_another_body: { power: 'power', decision: 'decision' }, decision_not_asked: { power: 'power', decision: 'decisionReference' },
  reference_missing: { power: 'reference', decision: 'decisionReference' }, reference_too_long: { power: 'reference', decision: 'decisionReference' },
  day_to_come: { power: 'signedOn', decision: 'adoptedOn' }, published_before_act: { power: 'publishedOn', decision: 'decisionPublishedOn' },
  transmitted_before_act: { power: 'transmittedOn', decision: 'decisionTransmittedOn' }, hour_of_another_day: { power: 'publishedAt', decision: 'decisionTransmittedAt' },
  period_reversed: { power: 'until', decision: 'adoptedOn' }, delegate_is_delegator: { power: 'named', decision: 'decision' }, subdelegation_before_delegation: { power: 'signedOn', decision: 'decision' },
  scope_empty: { power: 'objects', decision: 'decisionScope' }, hash_malformed: { power: 'power', decision: 'text' },
};

function shown({ code, act }: AuthorityFactsRefusal): FieldError {
  return { field: refusedFields[code][act === 'decision' ? 'decision' : 'power'], message: authorityFactsRefusalSentence(code) };
}

class Reader {
  readonly errors: FieldError[] = [];

  constructor(private readonly typed: TypedAuthority, private readonly place: Pick<Place, 'timeZone' | 'proofs'>) {}

  refuse(field: Field, message: string): null {
    this.errors.push({ field, message });
    return null;
  }

  day(field: Field, what: string): LegalDay {
    const day = this.optionalDay(field, what);
    if (!day && this.typed[field] === '') this.refuse(field, `Indiquez ${what}.`);
    return day ?? ('' as LegalDay);
  }

  /** The domain says it too, once the days are read: here it is said with the rest. */
  reference(field: Field): string {
    if (this.typed[field] === '') this.refuse(field, authorityFactsRefusalSentence('reference_missing'));
    return this.typed[field];
  }

  optionalDay(field: Field, what: string): LegalDay | null {
    if (this.typed[field] === '') return null;
    try {
      return legalDay(this.typed[field]);
    } catch {
      return this.refuse(field, `Ce n’est pas une date : indiquez ${what}.`);
    }
  }

  /** An hour without the paper that shows it stays what somebody says. */
  publicity(on: Field, at: Field, proof: Field, what: string): Publicity | null {
    const day = this.optionalDay(on, what);
    if (!day) return this.typed[at] !== '' && this.typed[on] === '' ? this.refuse(on, `Une heure sans son jour : indiquez ${what}.`) : null;
    return { on: day, at: this.hour(at, day), proofFileId: this.proof(proof) };
  }

  private proof(field: Field): string | null {
    const id = this.typed[field];
    if (id === '' || this.place.proofs.includes(id)) return id || null;
    return this.refuse(field, 'Cette pièce n’est pas jointe à cette place : joignez-la, ou choisissez-en une de la liste.');
  }

  private hour(field: Field, day: LegalDay): Instant | null {
    if (this.typed[field] === '') return null;
    try {
      // An hour that comes twice, in autumn, is taken as the later one: it favours nobody.
      const at = instantsOf(civilTime(`${day}T${this.typed[field]}`), this.place.timeZone).at(-1);
      return at ?? this.refuse(field, 'Cette heure n’a pas existé ce jour-là (passage à l’heure d’été).');
    } catch {
      return this.refuse(field, 'Indiquez l’heure comme « 09:30 ».');
    }
  }
}

function readPower(typed: TypedAuthority, { kind, signatoryId, holderId }: Place, reader: Reader): PersonPower | null {
  const office = officesOf(kind)[0] ?? 'head';
  // Terms of office are recorded of préfets only; an unknown one is none.
  const tenureId = kind === 'prefet' && holderId !== null ? typed.tenure : null;
  if (typed.power === 'own_right') return { kind: 'own_right', office, tenureId };
  if (typed.power === 'interim') {
    const ground = typed.ground === 'absence' ? 'absence' : 'vacancy';
    if (typed.ground !== 'absence' && typed.ground !== 'vacancy') reader.refuse('ground', 'Dites si le poste est vacant, ou son titulaire absent.');
    return { kind: 'interim', office, ground, personId: signatoryId, reference: typed.reference || null, from: reader.day('from', 'le premier jour de l’intérim'), until: reader.optionalDay('until', 'le dernier jour de l’intérim') };
  }
  if (typed.power !== 'delegation') return reader.refuse('power', 'Dites à quel titre cette personne signe.');
  return { kind: 'delegation', office, tenureId, nature: natureOf(typed, office), act: readAct(typed, signatoryId, reader), subdelegation: null };
}

/** A préfet and the head of a collectivité delegate their signature; elsewhere the statutes say. */
function natureOf({ nature }: TypedAuthority, office: OfficialOffice): 'signature' | 'power' {
  return office === 'head' && nature === 'power' ? 'power' : 'signature';
}

function readAct(typed: TypedAuthority, signatoryId: string, reader: Reader): DelegationAct {
  const reference = reader.reference('reference');
  const signedOn = reader.day('signedOn', 'le jour où la délégation a été donnée');
  return {
    reference, signedOn, delegateId: typed.named === 'no' ? somebodyElse : signatoryId,
    published: reader.publicity('publishedOn', 'publishedAt', 'publishedProof', 'le jour de la publication'),
    transmitted: reader.publicity('transmittedOn', 'transmittedAt', 'transmittedProof', 'le jour de la transmission'),
    immediate: typed.immediate === 'yes', from: reader.optionalDay('from', 'le premier jour') ?? signedOn, until: reader.optionalDay('until', 'le dernier jour'),
    scope: scopeOf(typed.objects, typed.territory), subdelegable: false,
  };
}

function readDecision(typed: TypedAuthority, { kind }: Place, reader: Reader): BodyDecision | null {
  const required = authorityRequired(kind);
  if (required === 'none') return null;
  if (required === 'own_rules') {
    if (typed.decisionReference === '' && typed.adoptedOn === '') return null;
    return { kind: 'own_decision', reference: reader.reference('decisionReference'), adoptedOn: reader.day('adoptedOn', 'le jour de la décision') };
  }
  if (typed.decisionReference === '' && typed.adoptedOn === '') return null;
  const deliberation: Deliberation = {
    reference: reader.reference('decisionReference'), adoptedOn: reader.day('adoptedOn', 'le jour de la séance'),
    published: reader.publicity('decisionPublishedOn', 'decisionPublishedAt', 'decisionPublishedProof', 'le jour de la publication'),
    transmitted: reader.publicity('decisionTransmittedOn', 'decisionTransmittedAt', 'decisionTransmittedProof', 'le jour de la transmission au contrôle de légalité'),
  };
  if (typed.decision === 'standing') return { kind: 'standing', scope: scopeOf(typed.decisionScope, 'whole'), subdelegable: false, ...deliberation };
  return { kind: 'deliberation', approvesHash: typed.text.replace(/\s/g, '').toLowerCase() || null, ...deliberation };
}

const everything: Scope = { objects: 'all', excludes: [], territory: 'whole' };

function scopeOf(objects: string, territory: string): Scope {
  const excludes: readonly SignedObject[] = objects === 'none' ? ['agreement', 'amendment', 'adhesion'] : objects === 'agreement' ? ['amendment', 'adhesion'] : [];
  return { ...everything, excludes, territory: territory === 'part' ? 'part' : 'whole' };
}

function scopeTyped({ excludes }: Scope): string {
  return excludes.includes('agreement') ? 'none' : excludes.length > 0 ? 'agreement' : 'all';
}

function powerTyped(power: PersonPower, timeZone: string): Partial<TypedAuthority> {
  if (power.kind === 'own_right') return { power: power.kind, tenure: power.tenureId ?? '' };
  if (power.kind === 'interim') return { power: power.kind, ground: power.ground, reference: power.reference ?? '', from: power.from, until: power.until ?? '' };
  const { act, nature, tenureId } = power;
  return {
    power: power.kind, tenure: tenureId ?? '', nature, reference: act.reference, signedOn: act.signedOn, named: act.delegateId === somebodyElse ? 'no' : 'yes', immediate: act.immediate ? 'yes' : '', from: act.from, until: act.until ?? '',
    objects: scopeTyped(act.scope), territory: act.scope.territory, ...publicityTyped('published', act.published, timeZone), ...publicityTyped('transmitted', act.transmitted, timeZone),
  };
}

function decisionTyped(decision: BodyDecision | null, timeZone: string): Partial<TypedAuthority> {
  if (!decision) return { decisionScope: 'all' };
  const common = { decision: decision.kind, decisionReference: decision.reference, adoptedOn: decision.adoptedOn };
  if (decision.kind === 'own_decision') return common;
  const dated = { ...common, ...publicityTyped('decisionPublished', decision.published, timeZone), ...publicityTyped('decisionTransmitted', decision.transmitted, timeZone) };
  if (decision.kind === 'standing') return { ...dated, decisionScope: scopeTyped(decision.scope) };
  return { ...dated, text: decision.approvesHash ?? '' };
}

function publicityTyped(stem: 'published' | 'transmitted' | 'decisionPublished' | 'decisionTransmitted', publicity: Publicity | null, timeZone: string): Partial<TypedAuthority> {
  return publicity ? { [`${stem}On`]: publicity.on, [`${stem}At`]: publicity.at ? civilTimeAt(publicity.at, timeZone).slice(11, 16) : '', [`${stem}Proof`]: publicity.proofFileId ?? '' } : {};
}
