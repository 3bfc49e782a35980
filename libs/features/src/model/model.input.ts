import { z } from 'zod';

/**
 * What the Word templates of the built-in model are told. Everything is already French text, formatted and sorted: a template only places words.
 * Empty text means "nothing to say"; `null` appears only where a template asks `IF !!x`, since nullish results are refused at rendering.
 */

/** Control characters have no place in a printed text and break XML. */
const text = z.string().regex(/^[^\p{Cc}]*$/u);
const filled = text.min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A clickable caption. Its url is the marker the signing kernel looks for among the links of the PDF. */
const signatureLink = z.strictObject({ url: filled, label: filled });
const signatureBlock = z.strictObject({ name: filled, bodyName: filled, capacity: filled, link: signatureLink });
/** Two blocks side by side; the last right one may be missing. */
const signaturePair = z.strictObject({ left: signatureBlock, right: signatureBlock.nullable() });

const officialDocument = z.strictObject({ title: filled, pages: z.int().min(1), sha256 });
const equipmentLine = z.strictObject({ label: text, present: text });

const gestionnaire = z.strictObject({ name: filled, kind: filled, siret: filled, capacity: filled, fullAddress: filled, email: text, structureNames: filled });
const nationalPartner = z.strictObject({
  name: filled,
  localBody: filled,
  capacity: filled,
  address: text,
  email: text,
  services: z.array(z.strictObject({ label: filled, detail: text })),
});
const localPartner = z.strictObject({ name: filled, address: text, email: text, structureNames: filled });
const structure = z.strictObject({
  name: filled,
  gestionnaire: filled,
  siret: filled,
  fullAddress: filled,
  contact: filled,
  format: filled,
  labelledOn: filled,
  management: filled,
  staff: filled,
  nationalPartners: filled,
  /** « 26 h 30 sur 5 jours ». */
  weekly: filled,
  hours: z.array(z.strictObject({ day: filled, hours: filled })),
  equipment: z.array(z.strictObject({ left: equipmentLine, right: equipmentLine })),
});

export const modelInputSchema = z.strictObject({
  demonstration: z.boolean(),
  modelVersion: filled,
  agreement: z.strictObject({ number: filled, date: filled }),
  departement: z.strictObject({
    code: filled,
    /** « Lozère ». */
    name: filled,
    /** « de la Lozère ». */
    ofName: filled,
    /** « le préfet de la Lozère », inside a sentence. */
    prefet: filled,
    prefecture: z.strictObject({ name: filled, fullAddress: filled, email: text, phone: text }),
  }),
  term: z.strictObject({
    /** Empty: on the day of the last required signature. */
    startsOn: text,
    endsOn: filled,
    renewable: z.boolean(),
    /** « douze mois »; empty when not renewable. */
    renewal: text,
    /** Last day on which a notice of six months, counted forward, is received in time for `endsOn`. */
    lastNoticeDay: filled,
  }),
  verification: z.strictObject({ url: z.url() }),
  officialDocuments: z.strictObject({ charte: officialDocument.nullable(), accordCadre: officialDocument.nullable() }),
  gestionnaires: z.array(gestionnaire).min(1),
  nationalPartners: z.array(nationalPartner).min(1),
  localPartners: z.array(localPartner),
  structures: z.array(structure).min(1),
  offers: z.array(z.strictObject({ partner: filled, rows: z.array(z.strictObject({ structure: filled, label: filled, schedule: filled, mode: filled })).min(1) })),
  referents: z.array(z.strictObject({ partner: filled, structure: filled, fullName: filled, phone: filled, email: filled })),
  signatures: z.strictObject({ prefet: z.array(signaturePair).min(1), gestionnaires: z.array(signaturePair).min(1), nationalPartners: z.array(signaturePair).min(1) }),
  seal: z.strictObject({ link: signatureLink }),
});

export type ModelInput = z.infer<typeof modelInputSchema>;
export type OfficialDocument = z.infer<typeof officialDocument>;
export type SignaturePair = z.infer<typeof signaturePair>;
