import { Inject, Injectable } from '@nestjs/common';
import { assemble, converterOf, renderDocx } from '#libs/documents';
import { projectFile } from '#libs/features/model';
import { deliberationPrint } from '#libs/features/papers';
import type { DeliberationPrint } from '#libs/features/papers';
import { CLOCK, CONFIG } from '#libs/platform';
import type { Clock, Config } from '#libs/platform';

/** A published template never changes: another layout is another folder. */
const template = 'templates/deliberation/v1/template.docx';

/** A draft deliberation. It is no act of ours: nothing is kept of it. */
@Injectable()
export class DeliberationPrinter {
  constructor(@Inject(CONFIG) private readonly config: Config, @Inject(CLOCK) private readonly clock: Clock) {}

  /** The Word file, that the secretary finishes; no converter takes part. Throws DocumentFault as `renderDocx`. */
  async word(data: DeliberationPrint): Promise<Buffer> {
    return renderDocx(await projectFile(template), deliberationPrint.parse(data), { title: titleOf(data), date: this.clock.now() });
  }

  /** The same as an accessible PDF. Throws DocumentFault when the converter is missing or fails. */
  async pdf(data: DeliberationPrint): Promise<Buffer> {
    const { pdf } = await assemble({ template: await projectFile(template), data: deliberationPrint.parse(data), converter: converterOf(this.config), date: this.clock.now(), title: titleOf(data) });
    return pdf;
  }
}

function titleOf({ body }: DeliberationPrint): string {
  return `Projet de délibération – ${body.name}`;
}
