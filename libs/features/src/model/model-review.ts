import { blockingFindings, dayAt, decisionsOf, instant, lintAgreement, publicationRefusals, unapproved } from '#libs/domain';
import type { AgreementText, Deviation, Event, Finding, LegalDay, ModelVersion, ModelVersionRefusal, SourceParagraph } from '#libs/domain';
import type { ImportObstacle } from '#libs/documents';
import { nationalPartnerReferences } from '#libs/features/directory';
import type { ArrivalFinding } from './annex-clauses.js';
import { deviationsFor } from './model-composition.js';
import { recognised } from './model-file.js';
import type { ReadModelFile } from './model-file.js';
import type { ModelVersionRow } from './model-version.store.js';

/** All that a person looks at before publishing a version. */
export type ModelReview = {
  text: AgreementText;
  /** As they were read; a rank is a place in this list. */
  paragraphs: readonly SourceParagraph[];
  running: ReadModelFile['running'];
  /** To be mended in Word, then imported again. */
  obstacles: readonly ImportObstacle[];
  findings: readonly (Finding & { waiver: string | null; blocking: boolean })[];
  deviations: readonly (Deviation & { approved: boolean })[];
  /** What the check of an edited template reproaches; an imported one is checked when it is composed. */
  templateFindings: readonly ArrivalFinding[];
  /** Why it cannot be published yet; empty: ready. */
  refusals: readonly ModelVersionRefusal[];
};

/** The defects of a text on that day. `fills` names the blanks that are filled. */
export function findingsOf(text: AgreementText, today: LegalDay, fills: readonly string[] = []): Finding[] {
  return lintAgreement(text, { today, names: nationalPartnerReferences, fields: new Set(fills) });
}

/** Reads a version again with all that was decided about it. Reports, never repairs. */
export function reviewOf(row: ModelVersionRow, read: ReadModelFile, now: Date, templateFindings: readonly ArrivalFinding[] = []): ModelReview {
  const { facts } = row;
  const text = recognised(read.paragraphs, facts.corrections);
  const today = dayAt(instant(now.toISOString()), row.timeZone);
  const findings = findingsOf(text, today, Object.keys(facts.fills));
  // A template that was edited is printed as it stands: nothing departs from it.
  const deviations = row.origin === 'imported' ? deviationsFor(row, text) : [];
  const obstacles = row.origin === 'imported' ? read.obstacles : [];
  const blocking = new Set(blockingFindings(findings, facts.waivers).map(({ key }) => key));
  const waiting = new Set(unapproved(deviations, facts.approvals).map(({ key }) => key));
  const standing = { decided: decisionsOf(facts), obstacles: obstacles.length, findings, deviations, templateFindings: templateFindings.length };
  const asked: Event<ModelVersion> = { type: 'publish', standing, publication: { template: '', parts: [], printed: {} }, effectiveOn: today, at: instant(now.toISOString()) };
  return {
    text,
    paragraphs: read.paragraphs,
    running: read.running,
    obstacles,
    findings: findings.map((finding) => ({ ...finding, waiver: facts.waivers.find(({ key }) => key === finding.key)?.reason ?? null, blocking: blocking.has(finding.key) })),
    deviations: deviations.map((deviation) => ({ ...deviation, approved: !waiting.has(deviation.key) })),
    templateFindings,
    refusals: publicationRefusals(facts, asked),
  };
}
