import { createHash } from 'node:crypto';
import { Form } from '#libs/documents';
import type { FormField, FormPlan } from '#libs/documents';
import { demarches, mandateDurations } from '#libs/domain';
import type { SigningManifest } from '#libs/signing';
import { codeAddress, isTicked, markedData, valueAt } from './form-data.js';

/** Where lines end, in points from the left of the page: text, answers, précisions of a démarche, left signature box (templates/drafting/mandate-form.mjs). */
const [text, answer, entrusted, leftBox] = [538, 533, 453, 292];
const lines = (count: number, right: number, characters?: string): FormField => ({ lines: count, right, ...(characters !== undefined && { characters }) });
/** At the foot of every page, before its number; in the typeface of the text. A service of several départements has one form for all. */
const footField = { 'departement.name': lines(1, 400, '') };
/** A number and a code are written in bold: their marks bring the bold letters that both need. */
const number = lines(1, 400, 'MD-0123456789ABCE');
const code = lines(1, answer, 'FGHJKNPQRSTVWXYZ');

const mandateFields: FormPlan['fields'] = {
  number,
  agreement: lines(2, answer),
  text: lines(1, text),
  'person.name': lines(1, answer),
  'person.birth': lines(1, answer),
  'person.address': lines(2, answer),
  'person.contact': lines(1, answer),
  structure: lines(2, answer),
  gestionnaire: lines(2, answer),
  agent: lines(1, answer),
  informedAt: lines(1, answer),
  'identity.document': lines(1, answer),
  'identity.verified': lines(2, answer),
  ...Object.fromEntries(demarches.map((_, rank) => [`demarches.${rank}.words`, lines(3, entrusted)])),
  until: lines(2, text),
  ...footField,
};
const signatureFields: FormPlan['fields'] = {
  'signed.person.made': lines(2, leftBox, ''),
  'signed.person.by': lines(4, leftBox),
  'signed.agent.made': lines(2, answer, ''),
  'signed.agent.by': lines(4, answer),
};
const codeFields: FormPlan['fields'] = { 'code.written': code, 'code.address': lines(1, answer) };
/** « duration=one_day »: ticked when the field has that value. */
const ticks = [...demarches.flatMap((_, rank) => [`demarches.${rank}.actions`, `demarches.${rank}.dataRequests`]), ...mandateDurations.map((duration) => `duration=${duration}`)];

/** Documents that are forms: always the same words, and answers at the end of a line. A field is named by its way in the data. */
const plans: Readonly<Record<string, { fields: FormPlan['fields']; ticks: readonly string[] }>> = {
  'mandat-a-signer': { fields: { ...mandateFields, ...codeFields }, ticks },
  mandat: { fields: { ...mandateFields, ...signatureFields, ...codeFields }, ticks },
  'recu-de-fin': {
    fields: {
      number: lines(1, 400), person: lines(1, answer), structure: lines(2, answer), gestionnaire: lines(2, answer), agreement: lines(2, answer), signedAt: lines(1, answer), endedAt: lines(1, answer),
      how: lines(2, answer), demarches: lines(4, answer), working: lines(4, answer), proof: lines(4, answer), ...footField,
    },
    ticks: [],
  },
};

/** Converted forms kept: four kinds of mandate and six ends, in demonstration or not, take a dozen; each weighs about a megabyte. */
const FORMS_MAX = 16;

/** A form as it was converted; with its manifest when it has a place for the seal. */
type Ready = { form: Form; manifest: SigningManifest | null };
/** Converts a document whose data may be marks; with a place for the seal if asked. */
export type Converting = (document: string, data: object, sealed: boolean) => Promise<{ pdf: Buffer; manifest: SigningManifest | null }>;
export type FilledPaper = { pdf: Buffer; manifest: SigningManifest | null };
type Asked = { document: string; data: object; title: string; date: Date; sealed: boolean };

/** Fills again a form that was converted once: what is not an answer (who the copy is for, how a mandate ended) makes another form. */
export class Forms {
  private readonly ready = new Map<string, Promise<Ready>>();

  constructor(private readonly convert: Converting) {}

  /** Null when that document is no form, or when an answer does not fit in its place. */
  async fill({ document, data, title, date, sealed }: Asked): Promise<FilledPaper | null> {
    const all = plans[document];
    if (!all) return null;
    const fields = Object.entries(all.fields).filter(([way]) => valueAt(data, way) !== undefined);
    const code = codeAddress(data);
    const plan = { fields: Object.fromEntries(fields), ticks: all.ticks, code: code !== null };
    const marked = markedData(data, plan);
    const { form, manifest } = await this.formFor(JSON.stringify([document, sealed, marked]), () => this.make(document, marked, plan, sealed));
    const filled = form.fill({
      texts: Object.fromEntries(fields.map(([way]) => [way, String(valueAt(data, way))])),
      ticks: Object.fromEntries(all.ticks.map((tick) => [tick, isTicked(data, tick)])),
      code, title, date,
    });
    return filled && { pdf: filled.pdf, manifest: manifest && { ...manifest, length: filled.pdf.length, sha256: createHash('sha256').update(filled.pdf).digest('hex'), size: filled.size } };
  }

  private formFor(key: string, make: () => Promise<Ready>): Promise<Ready> {
    const known = this.ready.get(key);
    if (known) return known;
    const made = make();
    this.ready.set(key, made);
    // The next who asks tries again: a converter that was missing may be there.
    made.catch(() => this.ready.delete(key));
    const [oldest] = this.ready.keys();
    if (this.ready.size > FORMS_MAX && oldest !== undefined) this.ready.delete(oldest);
    return made;
  }

  private async make(document: string, marked: object, plan: FormPlan, sealed: boolean): Promise<Ready> {
    const { pdf, manifest } = await this.convert(document, marked, sealed);
    return { form: await Form.open(pdf, plan), manifest };
  }
}
