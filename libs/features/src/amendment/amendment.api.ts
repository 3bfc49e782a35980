import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { amendmentStateNames, isHoursNotice } from '#libs/domain';
import type { AmendmentState, LegalDay } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { agreementById, versionsOf } from '#libs/features/agreement';
import { Describe, Given, Problem, apiPath, notFound } from '#libs/features/api';
import { paperLinks, Papers } from '#libs/features/papers';
import { Database } from '#libs/platform';
import type { AmendmentContext } from './amended-agreement.js';
import { amendmentSteps, amendmentTitle, changeTitle, hoursSteps, informedParties, shownSignatories, signatoriesOf, stateSentence } from './amendment-words.js';
import { amendments as kept } from './amendment.store.js';
import type { AmendmentRow } from './amendment.store.js';
import { refusalOf } from './amendment.refusals.js';
import { Amendments } from './amendments.js';
import type { AmendmentAnswer, Asking } from './amendments.js';
import { changeInput, changesMax, hoursInput } from './change-input.js';

const reasonMax = 2000;
const day = z.iso.date().transform((text) => text as LegalDay);
const dayView = z.string().nullable();

const states = Object.keys(amendmentStateNames) as [AmendmentState, ...AmendmentState[]];
const amendmentView = z.object({
  id: z.string(), agreementId: z.string(), kind: z.enum(['amendment', 'hours_change']), number: z.int().nullable(), state: z.enum(states), title: z.string(),
  sentence: z.string().meta({ description: 'Où il en est, en une phrase.' }),
  changes: z.array(z.object({ kind: z.string(), title: z.string() })),
  signatories: z.array(z.object({ partyId: z.string(), name: z.string(), quality: z.string(), reasons: z.array(z.string()) })).meta({ description: 'Qui signe, et pourquoi ; vide quand les parties sont seulement informées.' }),
  informed: z.array(z.object({ name: z.string(), quality: z.string() })),
  effectOn: dayView, launchedOn: dayView, signedOn: dayView, inForceOn: dayView, roundId: z.string().nullable(), reason: z.string().nullable(),
  steps: z.array(z.object({ sentence: z.string(), sources: z.string() })).meta({ description: 'Pourquoi ces signataires et ce jour.' }),
  papers: z.array(z.object({ id: z.string(), kind: z.string(), title: z.string(), href: z.string() })),
}).meta({ id: 'Amendment' });
const versionView = z.object({ n: z.int(), kind: z.enum(['signed', 'amendment', 'consolidated']), effectiveOn: z.string(), title: z.string(), sha256: z.string().nullable(), paper: z.string().nullable(), roundId: z.string().nullable() }).meta({ id: 'AgreementVersion' });

const newAmendment = z.strictObject({ changes: z.array(changeInput).max(changesMax) }).meta({ id: 'NewAmendment' });
const launchInput = z.strictObject({ effectOn: day, collectUntil: day.optional(), number: z.int().min(1).optional().meta({ description: 'Le numéro attendu ; refusé s’il n’est pas le suivant.' }) }).meta({ id: 'AmendmentLaunch' });
const reasonInput = z.strictObject({ reason: z.string().max(reasonMax).default('') }).meta({ id: 'AmendmentReason' });
const hoursChangeInput = hoursInput.extend({ effectOn: day }).meta({ id: 'HoursChange' });

const ofAgreement = { kind: 'agreement', param: 'id' } as const;
const ofAmendment = { kind: 'amendment', param: 'id' } as const;
const tag = 'Conventions';

/** Amendments by programs: who must sign is computed, and said with its reasons before anything is sent. */
@Controller(apiPath)
export class AmendmentApi {
  constructor(private readonly db: Database, private readonly amendments: Amendments, private readonly papers: Papers) {}

  @Post('agreements/:id/amendments')
  @Allow('amendment.propose', ofAgreement)
  @Describe({ operationId: 'createAmendment', tag, summary: 'Prépare un avenant (préfecture) ou propose une modification (gestionnaire, partenaire)', body: newAmendment, status: 201, answer: amendmentView, problems: [409] })
  async create(@Req() req: Request, @Param('id') agreementId: string, @Given() { changes }: z.infer<typeof newAmendment>): Promise<object> {
    return this.answered(req, await this.amendments.start(this.asking(req, agreementId), changes));
  }

  @Get('agreements/:id/amendments')
  @Allow('amendment.read', ofAgreement)
  @Describe({ operationId: 'listAmendments', tag, summary: 'Les avenants et les informations d’horaires d’une convention', status: 200, answer: z.object({ items: z.array(amendmentView) }) })
  async list(@Req() req: Request, @Param('id') agreementId: string): Promise<object> {
    const rows = await this.amendments.list(agreementId, principalOf(req).actor);
    const context = await this.amendments.context(agreementId);
    const items = [];
    for (const row of rows) items.push(await this.shown(req, row, context));
    return { items };
  }

  @Get('agreements/:id/versions')
  @Allow('agreement.read', ofAgreement)
  @Describe({ operationId: 'listAgreementVersions', tag, summary: 'Les textes successifs d’une convention, par date d’effet', status: 200, answer: z.object({ items: z.array(versionView) }) })
  async versions(@Req() req: Request, @Param('id') agreementId: string): Promise<object> {
    const versions = await this.db.withIdentity(principalOf(req).actor, async (tx) => ((await agreementById(tx, agreementId)) ? versionsOf(tx, agreementId) : null));
    if (!versions) throw notFound();
    return { items: versions.map(({ n, kind, effectiveOn, title, sha256, paperId, roundId }) => ({ n, kind, effectiveOn, title, sha256, paper: paperId && paperLinks.file(paperId), roundId })) };
  }

  @Get('amendments/:id')
  @Allow('amendment.read', ofAmendment)
  @Describe({ operationId: 'getAmendment', tag, summary: 'Un avenant, ses signataires et leurs raisons', status: 200, answer: amendmentView })
  async one(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return this.shown(req, await this.found(req, id));
  }

  @Post('amendments/:id/launch')
  @Allow('amendment.manage', ofAmendment)
  @Describe({ operationId: 'launchAmendment', tag, summary: 'Ouvre les signatures, ou informe les parties quand personne ne signe', body: launchInput, status: 202, answer: amendmentView, problems: [409] })
  async launch(@Req() req: Request, @Param('id') id: string, @Given() asked: z.infer<typeof launchInput>): Promise<object> {
    return this.answered(req, await this.amendments.launch(await this.found(req, id), asked, principalOf(req).actor));
  }

  @Post('amendments/:id/acceptance')
  @Allow('amendment.manage', ofAmendment)
  @Describe({ operationId: 'acceptAmendment', tag, summary: 'Reprend la proposition d’une partie', status: 200, answer: amendmentView, problems: [409] })
  async accept(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return this.answered(req, await this.amendments.submit(await this.found(req, id), { type: 'accept' }, principalOf(req).actor));
  }

  @Post('amendments/:id/refusal')
  @Allow('amendment.manage', ofAmendment)
  @Describe({ operationId: 'refuseAmendment', tag, summary: 'Écarte la proposition d’une partie, avec un motif', body: reasonInput, status: 200, answer: amendmentView, problems: [409] })
  async refuse(@Req() req: Request, @Param('id') id: string, @Given() { reason }: z.infer<typeof reasonInput>): Promise<object> {
    return this.answered(req, await this.amendments.submit(await this.found(req, id), { type: 'decline', reason }, principalOf(req).actor));
  }

  @Post('amendments/:id/withdrawal')
  @Allow('amendment.propose', ofAmendment)
  @Describe({ operationId: 'withdrawAmendment', tag, summary: 'Retire un avenant en préparation, une proposition ou une annonce', body: reasonInput, status: 200, answer: amendmentView, problems: [409] })
  async withdraw(@Req() req: Request, @Param('id') id: string, @Given() { reason }: z.infer<typeof reasonInput>): Promise<object> {
    const row = await this.found(req, id);
    const { by } = this.asking(req, row.agreementId);
    return this.answered(req, by !== null && by !== row.enteredBy ? { ok: false, refusal: 'not_their_own' } : await this.amendments.submit(row, { type: 'withdraw', reason }, principalOf(req).actor));
  }

  @Post('agreements/:id/hours-changes')
  @Allow('amendment.propose', ofAgreement)
  @Describe({ operationId: 'tellHoursChange', tag, summary: 'Informe les parties de nouveaux horaires, avant leur effet (article 4.2)', body: hoursChangeInput, status: 201, answer: amendmentView, problems: [409] })
  async tellHours(@Req() req: Request, @Param('id') agreementId: string, @Given() { effectOn, ...hours }: z.infer<typeof hoursChangeInput>): Promise<object> {
    return this.answered(req, await this.amendments.tellHours(this.asking(req, agreementId), hours, effectOn));
  }

  private asking(req: Request, agreementId: string): Asking {
    const { actor, standing } = principalOf(req);
    return { agreementId, actor, by: standing.role === 'prefecture' ? null : standing.organisationId };
  }

  private async answered(req: Request, answer: AmendmentAnswer): Promise<object> {
    if (answer.ok) return this.shown(req, await this.found(req, answer.id));
    const { status, code, sentence } = refusalOf(answer);
    throw new Problem(status, code, sentence);
  }

  private async found(req: Request, id: string): Promise<AmendmentRow> {
    const row = await this.amendments.find(id, principalOf(req).actor);
    if (!row) throw notFound();
    return row;
  }

  private async shown(req: Request, row: AmendmentRow, known?: AmendmentContext): Promise<z.infer<typeof amendmentView>> {
    const context = known ?? (await this.amendments.context(row.agreementId));
    const { facts } = row;
    const signatories = signatoriesOf(row, context);
    const papers = await this.db.withIdentity(principalOf(req).actor, (tx) => this.papers.of(tx, { subject: kept.kind, subjectId: row.id }));
    const told = facts.launchedOn ?? context.today;
    const hours = facts.changes.flatMap((change) => (change.kind === 'hours' ? hoursSteps(change, { informedOn: told, effectOn: facts.effectOn, rules: context.amended.hours }) : []));
    return {
      id: row.id, agreementId: row.agreementId, kind: isHoursNotice(facts) ? 'hours_change' : 'amendment', number: facts.number, state: row.state, title: amendmentTitle(facts, context.agreement.number), sentence: stateSentence(row, context),
      changes: facts.changes.map((change) => ({ kind: change.kind, title: changeTitle(change, context) })),
      signatories: shownSignatories(signatories, context).map(({ id, name, quality, reasons }) => ({ partyId: id, name, quality, reasons: [...reasons] })),
      informed: informedParties(signatories, context),
      effectOn: facts.effectOn, launchedOn: facts.launchedOn, signedOn: facts.signedOn, inForceOn: facts.inForceOn, roundId: facts.roundId, reason: facts.reason,
      steps: hours.length > 0 ? hours : amendmentSteps(facts, signatories, facts.effectOn, context),
      papers: papers.map(({ id, kind, title }) => ({ id, kind, title, href: paperLinks.file(id) })),
    };
  }
}
