import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/features/access';
import { Disposals, printedLinesMax } from './disposals.js';
import type { SlipFile } from './disposals.js';
import type { SlipLine } from './disposal.store.js';
import { SlipPrinter } from './slip-print.js';
import type { SlipLinePrint } from './slip-print.js';

/** The bordereau as the Archives receive it. */
@Injectable()
export class SlipFiles {
  constructor(private readonly disposals: Disposals, private readonly printer: SlipPrinter) {}

  async print(slipId: string, principal: Principal): Promise<{ pdf: Buffer; number: string } | null> {
    const file = await this.disposals.file(slipId, principal, printedLinesMax);
    // What lists nothing allows nothing: there is no paper to sign.
    return file && file.lines.length > 0 ? { pdf: await this.printer.slip(asPrinted(file, principal)), number: file.row.number } : null;
  }
}

function asPrinted({ row, lines, service, today }: SlipFile, { actor }: Principal): Parameters<SlipPrinter['slip']>[0] {
  const { visa, executedOn, submittedOn } = row.facts;
  return {
    number: row.number, day: executedOn ?? submittedOn ?? today, departement: { code: actor.departement, name: service.departementName }, gestionnaire: { name: service.name, siret: service.siret },
    lines: lines.map(asLine), managementTable: visa?.managementTable ?? null, visa: visa && { kind: visa.kind, reference: visa.reference, on: visa.on },
  };
}

const asLine = ({ number, structureName, nature, fromDay, untilDay, pieces, motive }: SlipLine): SlipLinePrint => ({ number, structureName, nature, from: fromDay, until: untilDay, pieces, motive });
