import { z } from 'zod';
import { filled, hash, said } from './shared.print.js';

/** What `templates/deliberation/v1` is filled with: the draft by which an assembly approves a text and lets its executive sign it. */
export const deliberationPrint = z.strictObject({
  demonstration: z.boolean(),
  /** « Commune de Mende », « de la commune ». */
  body: z.strictObject({ name: filled, of: filled }),
  /** « Le conseil municipal », « au conseil municipal ». */
  assembly: z.strictObject({ title: filled, to: filled }),
  /** « le maire », « du maire ». */
  executive: z.strictObject({ the: filled, of: filled }),
  /** Who hands the draft out: « la préfecture de la Lozère ». */
  sender: filled,
  /** « L2121-29, L2122-21 et L2131-1 », of the CGCT. */
  articles: filled,
  /** Other texts that it rests on, each a whole « Vu … ». */
  grounds: z.array(filled),
  /** `project` follows « Vu le »: « projet d’avenant n° 1 à … »; `the` bears its number too: « l’avenant n° 1 à … »; `of` is its object: « de l’avenant n° 1 à … ». */
  text: z.strictObject({ number: filled, project: filled, the: filled, of: filled, hash }),
  /** « que la commune gère une structure que ce texte désigne : France Services Mende »; empty when the text names none. */
  structures: said,
  /** What the secretary must know, and takes away before the vote. */
  notes: z.array(filled).min(1),
});

export type DeliberationPrint = z.infer<typeof deliberationPrint>;
