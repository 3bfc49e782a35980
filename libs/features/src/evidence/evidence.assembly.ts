import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Inject, Injectable } from '@nestjs/common';
import { assemble, attachFiles, converterOf } from '#libs/documents';
import type { Converter } from '#libs/documents';
import { projectFile } from '#libs/features/model';
import type { RoundSubject } from '#libs/features/round';
import { FileSealer } from '#libs/features/sealing';
import type { SealedFile } from '#libs/features/sealing';
import { CONFIG, canonicalJson } from '#libs/platform';
import type { Config } from '#libs/platform';
import { prepare } from '#libs/signing';
import type { SigningManifest } from '#libs/signing';
import { evidenceAttachment } from './evidence.format.js';
import type { Evidence } from './evidence.format.js';
import { evidencePrintSchema, printableEvidence } from './evidence.print.js';
import { scanAttachments } from './evidence.scans.js';

/** A published template never changes: another layout is another folder. That of acts says « le document signé » where the other says « la convention ». */
const templates = { agreement: 'templates/evidence/v1/template.docx', act: 'templates/evidence-acte/v1/template.docx' } as const;
/** The address that marks the seal's block in the Word text; a reserved domain, so that it leads nowhere. */
const sealMarker = 'https://slot.paraphe.invalid/seal';
const signatureFont = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

/** From the facts to the sealed PDF/A-3: print them, attach them, prepare the seal's field, certify, seal. */
@Injectable()
export class EvidenceAssembly {
  private readonly converter: Converter;

  constructor(@Inject(CONFIG) private readonly config: Config, private readonly sealer: FileSealer) {
    this.converter = converterOf(config);
  }

  /** The sealed file, at the best level the timestamp authorities allow now. `scanOf`: a scan by its SHA-256. Throws DocumentFault or SigningError when it cannot be made. */
  async make(evidence: Evidence, subject: RoundSubject, scanOf: (sha256: string) => Promise<Buffer>): Promise<SealedFile> {
    const { number } = evidence.agreement;
    const { pdf, manifest } = await this.prepared(evidence, subject, scanOf);
    return this.sealer.seal(pdf, manifest, {
      certification: { name: 'Paraphe', reason: `Certification du dossier de preuve de ${subject.numbered}`, lines: [] },
      seal: { name: 'Cachet électronique Paraphe', reason: `Scellement du dossier de preuve de ${subject.numbered}`, lines: ['Dossier de preuve scellé', `${subject.kind} ${number}`] },
    });
  }

  private async prepared(evidence: Evidence, subject: RoundSubject, scanOf: (sha256: string) => Promise<Buffer>): Promise<{ pdf: Buffer; manifest: SigningManifest }> {
    const { number } = evidence.agreement;
    const json = Buffer.from(canonicalJson(evidence), 'utf8');
    const attachmentHash = createHash('sha256').update(json).digest('hex');
    const data = evidencePrintSchema.parse(printableEvidence(evidence, { attachmentHash, sealMarker, subject, verifyUrl: `${this.config.publicUrl}/verifier/${number}` }));
    const date = new Date(evidence.madeAt);
    const { pdf } = await assemble({ template: await projectFile(subject.act ? templates.act : templates.agreement), data, converter: this.converter, date, title: `Dossier de preuve – ${evidence.agreement.departement.name} – ${number}` });
    const description = `Dossier de preuve de ${subject.numbered}, pour les programmes (JSON, version ${evidence.version})`;
    const attached = await attachFiles(pdf, [{ name: evidenceAttachment, mime: 'application/json', bytes: json, description, relationship: 'Data', date }, ...(await scanAttachments(evidence, scanOf))]);
    return prepare(attached, { slots: [], seal: { name: 'seal', marker: sealMarker, label: 'Cachet électronique du service' }, font: await readFile(signatureFont) });
  }
}
