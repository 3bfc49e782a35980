import { Inject, Injectable } from '@nestjs/common';
import { dayAt } from '#libs/domain';
import type { RedlineLine } from '#libs/domain';
import { assemble, converterOf } from '#libs/documents';
import type { Converter } from '#libs/documents';
import { projectFile } from '#libs/features/model';
import { CLOCK, CONFIG, instantOf } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';
import { formatDay } from '#libs/ui';
import { printableRedline } from './redline.print.js';

/** A published template never changes: another layout is another folder. */
const template = 'templates/comparaison/v1/template.docx';

/** A redline as an accessible PDF. It is no act: nothing is kept of it. */
@Injectable()
export class RedlinePrinter {
  private converter: Converter | null = null;

  constructor(@Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock) {}

  /** Throws DocumentFault when the converter is missing or fails. */
  async print(lines: readonly RedlineLine[], { before, after, timeZone }: { before: string; after: string; timeZone: string }): Promise<Buffer> {
    this.converter ??= converterOf(this.config);
    const date = this.clock.now();
    const madeOn = formatDay(dayAt(instantOf(this.clock), timeZone));
    const data = printableRedline(lines, { before, after, madeOn, demonstration: this.config.mode === 'demonstration' });
    const { pdf } = await assemble({ template: await projectFile(template), data, converter: this.converter, date, title: `Différences – ${after}` });
    return pdf;
  }
}
