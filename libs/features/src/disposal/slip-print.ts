import { Inject, Injectable } from '@nestjs/common';
import { dayWords, disposalNatureNames, disposalNatures, mandateEndNames } from '#libs/domain';
import type { DisposalNature, LegalDay, MandateEnd } from '#libs/domain';
import { formatSiret } from '#libs/features/model';
import { Press } from '#libs/features/papers';
import type { DisposalSlipPrint } from '#libs/features/papers';
import { CONFIG } from '#libs/platform';
import type { Config } from '#libs/platform';
import { formatCount, formatList } from '#libs/ui';

/** One file to be destroyed: a mandate by its number. */
export type SlipLinePrint = {
  number: string;
  structureName: string;
  /** What is destroyed: the working data at the end of the mandate, the proof once its years are spent. */
  nature: DisposalNature;
  from: LegalDay;
  until: LegalDay;
  /** Documents, notes and identity together; the original, its scan and the receipt for a proof. */
  pieces: number;
  /** Why: how the mandate ended, or that its proof is no longer owed. */
  motive: MandateEnd['how'] | 'proof_spent';
};

export type SlipPrint = {
  /** « BE-48-2026-0007 », or whatever names the slip. */
  number: string;
  day: LegalDay;
  departement: { code: string; name: string };
  gestionnaire: { name: string; siret: string };
  lines: readonly SlipLinePrint[];
  /** Reference of the tableau de gestion; null when none is recorded. */
  managementTable: string | null;
  /** Null: a box is printed, to be signed by the director of the Archives départementales. */
  visa: { kind: 'standing' | 'slip'; reference: string; on: LegalDay } | null;
};

/** Prints the bordereau d’élimination (C. patr., R212-14). Throws ZodError on data that cannot be printed, DocumentFault when the converter is missing or fails. */
@Injectable()
export class SlipPrinter {
  constructor(private readonly press: Press, @Inject(CONFIG) private readonly config: Config) {}

  slip(data: SlipPrint): Promise<Buffer> {
    const demonstration = this.config.mode === 'demonstration';
    // The day of the slip, at noon: same slip, same bytes, whatever the zone.
    return this.press.printPdf({ document: 'bordereau-elimination', data: slipWords(data, demonstration), title: `Bordereau d’élimination ${data.number}`, date: new Date(`${data.day}T12:00:00Z`) });
  }
}

export function slipWords({ number, day, departement, gestionnaire, lines, managementTable, visa }: SlipPrint, demonstration: boolean): DisposalSlipPrint {
  const days = lines.flatMap(({ from, until }) => [from, until]).sort();
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) throw new Error(`Slip ${number} lists nothing`);
  return {
    demonstration, number, departement, date: `le ${dayWords(day)}`, gestionnaire: { name: gestionnaire.name, siret: formatSiret(gestionnaire.siret) },
    nature: formatList(disposalNatures.filter((nature) => lines.some((line) => line.nature === nature)).map((nature) => disposalNatureNames[nature])),
    extremes: { from: dayWords(first), until: dayWords(last) },
    count: formatCount(lines.length, 'dossier'),
    managementTable: managementTable ?? '',
    lines: lines.map((line) => ({
      number: line.number, structure: line.structureName, nature: disposalNatureNames[line.nature], dates: `${digits(line.from)} – ${digits(line.until)}`, pieces: String(line.pieces),
      motive: line.motive === 'proof_spent' ? 'terme de la preuve' : mandateEndNames[line.motive],
    })),
    visa: visa && { standing: visa.kind === 'standing', reference: visa.reference, on: dayWords(visa.on) },
  };
}

/** « 24/11/2026 »: a column of days is compared at a glance. */
const digits = (day: LegalDay): string => day.split('-').reverse().join('/');
