import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { missingSlots, reasonLengthMax, reasonLengthMin, roundWorkflow, statesOf } from '#libs/domain';
import type { NotPossibleNow, ReplacementCause, RoundFacts, RoundRefusal, RoundState } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { RoundLaunch, RoundPlaces, RoundReader, roundRefusals, sendDocument } from '#libs/features/round';
import type { ActOfRound } from '#libs/features/round';
import { Database } from '#libs/platform';
import { Asked, Describe, Given } from './describe.js';
import { apiPath } from './description.js';
import { cursorOf, pageOf, pageQuery, placeOf } from './pagination.js';
import type { PageQuery } from './pagination.js';
import { filledLine, mailAddress } from './directory.shapes.js';
import { Problem, notFound } from './problem.js';

const roundView = z.object({
  id: z.string(),
  number: z.string(),
  act: z.object({ kind: z.enum(['amendment', 'adhesion']), id: z.string(), title: z.string() }).nullable().meta({ description: 'L’acte que cette tournée fait signer ; nul pour une convention.' }),
  state: z.enum(statesOf(roundWorkflow) as [RoundState, ...RoundState[]]),
  model: z.object({ id: z.string(), version: z.string() }),
  createdAt: z.string().meta({ format: 'date-time' }),
  collectUntil: z.string().nullable().meta({ description: 'Dernier jour pour signer.' }),
  termEndsOn: z.string().nullable(),
  signed: z.int(),
  total: z.int(),
  contentHash: z.string().nullable().meta({ description: 'SHA-256 du document que chacun signe.' }),
  finalHash: z.string().nullable().meta({ description: 'SHA-256 du document scellé.' }),
  supersedes: z.string().nullable().meta({ description: 'La tournée dont celle-ci remplace le texte.' }),
  supersededBy: z.string().nullable().meta({ description: 'La tournée dont le texte remplace celui-ci.' }),
}).meta({ id: 'Round' });

const signatoryState = z.object({
  slotId: z.string(),
  college: z.enum(['prefet', 'gestionnaire', 'partenaire_national', 'partenaire_local']),
  bodyId: z.string(),
  bodyName: z.string(),
  level: z.enum(['simple', 'strong']).nullable().meta({ description: 'Le moindre niveau demandé : « simple », un code suffit ; « strong », signature manuscrite ou électronique qualifiée.' }),
  state: z.enum(['waiting', 'invited', 'approved', 'refused', 'declined']).meta({ description: '« declined » : a refusé, sans suspendre les autres.' }),
  means: z.enum(['simple', 'handwritten', 'own_certificate']).nullable().meta({ description: 'Par quoi l’organisme a signé ; nul tant qu’il n’a pas signé.' }),
  since: z.string().nullable(),
  order: z.int().nullable().meta({ description: 'Rang de la signature parmi celles du document.' }),
}).meta({ id: 'SignatoryState', description: 'L’organisme qui signe, jamais la personne.' });
const roundDetail = roundView.extend({ signatories: z.array(signatoryState) }).meta({ id: 'RoundDetail' });
const replacementInput = z.strictObject({
  cause: z.enum(['other_person', 'address', 'spelling'] satisfies ReplacementCause[]).meta({ description: 'Une autre personne, la même à une autre adresse, ou la même mieux écrite.' }),
  civility: z.enum(['Mme', 'M.']), firstName: filledLine, lastName: filledLine, quality: filledLine, email: mailAddress,
}).meta({ id: 'SignatoryReplacement' });
const supersessionInput = z.strictObject({ reason: z.string().trim().min(reasonLengthMin, 'Dix caractères au moins').max(reasonLengthMax).meta({ description: 'Dix caractères au moins ; ceux qui avaient été invités le lisent.' }) }).meta({ id: 'RoundSupersession' });
const roundPlace = z.object({ at: z.iso.datetime(), id: z.uuid() });

type Row = { id: string; number: string; act: ActOfRound | null; state: RoundState; facts: RoundFacts; modelId: string; modelVersion: string; createdAt: Date };
const columns = 'id, number, act, state, facts, model_id as "modelId", model_version as "modelVersion", created_at as "createdAt"';
const round = { kind: 'round', param: 'id' } as const;

/** Rounds, as far as a program may follow and mend them. They are launched at the screen, by somebody who reads what is to be signed. */
@Controller(apiPath)
export class RoundsApi {
  constructor(private readonly db: Database, private readonly reader: RoundReader, private readonly places: RoundPlaces, private readonly launches: RoundLaunch) {}

  @Get('rounds')
  @Allow('round.read')
  @Describe({ operationId: 'listRounds', tag: 'Tournées', summary: 'Liste les tournées, les plus récentes d’abord', query: pageQuery, status: 200, answer: pageOf(roundView) })
  async list(@Req() req: Request, @Asked() { limit, cursor }: PageQuery): Promise<object> {
    const before = cursor === undefined ? null : placeOf(cursor, roundPlace);
    const { actor, standing } = principalOf(req);
    const rows: Row[] = await this.db.withIdentity(actor, (tx) =>
      tx.query(`select ${columns} from round where departement_code = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid)) order by created_at desc, id desc limit $4`, [
        standing.departementCode, before?.at ?? null, before?.id ?? null, limit + 1,
      ]),
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items: items.map(shown), nextCursor: rows.length > limit && last ? cursorOf({ at: last.createdAt.toISOString(), id: last.id }) : null };
  }

  @Get('rounds/:id')
  @Allow('round.read', round)
  @Describe({ operationId: 'getRound', tag: 'Tournées', summary: 'Une tournée et l’état de chaque signataire', status: 200, answer: roundDetail })
  async one(@Req() req: Request, @Param('id') id: string): Promise<object> {
    return this.shownWhole(req, id);
  }

  @Post('rounds/:id/signatories/:slot/replacement')
  @Allow('round.manage', round)
  @Describe({ operationId: 'replaceSignatory', tag: 'Tournées', summary: 'Remplace ou corrige la personne invitée à signer pour un organisme, sans toucher aux autres signatures', body: replacementInput, status: 200, answer: roundDetail, problems: [409, 410] })
  async replace(@Req() req: Request, @Param('id') id: string, @Param('slot') slotId: string, @Given() { cause, ...person }: z.infer<typeof replacementInput>): Promise<object> {
    const { actor, standing } = principalOf(req);
    const row = await this.reader.find(id, standing.departementCode, actor);
    const slot = row?.facts.slots.find((one) => one.id === slotId);
    if (!slot) throw notFound();
    const done = await this.places.replace(id, { slotId, signatoryId: slot.signatoryId, cause, person }, actor);
    if (!done.accepted) throw refused(done.refusal);
    return this.shownWhole(req, id);
  }

  @Post('rounds/:id/supersession')
  @Allow('round.manage', round)
  @Describe({ operationId: 'supersedeRound', tag: 'Tournées', summary: 'Remplace le texte : les signatures tombent, et la préparation qui suit est rendue', body: supersessionInput, status: 201, answer: roundDetail, problems: [409] })
  async supersede(@Req() req: Request, @Param('id') id: string, @Given() { reason }: z.infer<typeof supersessionInput>): Promise<object> {
    const { actor, standing } = principalOf(req);
    if (!(await this.reader.find(id, standing.departementCode, actor))) throw notFound();
    const { submission, successorId } = await this.launches.supersede(id, reason, actor);
    if (!submission.accepted) throw refused(submission.refusal);
    return this.shownWhole(req, successorId);
  }

  private async shownWhole(req: Request, id: string): Promise<object> {
    const { actor, standing } = principalOf(req);
    const row = await this.reader.find(id, standing.departementCode, actor);
    if (!row) throw notFound();
    const signatories = row.facts.slots.map(({ id: slotId, college, bodyId, bodyName, level, state, means, since, order }) => ({ slotId, college, bodyId, bodyName, level, state, means, since, order }));
    return { ...shown(row), signatories };
  }

  @Get('rounds/:id/document')
  @Allow('agreement.read', round)
  @Describe({ operationId: 'getRoundDocument', tag: 'Tournées', summary: 'Le document, tel qu’il est signé à cet instant', status: 200, answer: 'application/pdf' })
  async document(@Req() req: Request, @Res() res: Response, @Param('id') id: string): Promise<void> {
    const { actor, standing } = principalOf(req);
    const row = await this.reader.find(id, standing.departementCode, actor);
    const document = row && (await this.reader.document(row, actor));
    if (!document) throw notFound();
    sendDocument(res, document);
  }
}

function refused(refusal: RoundRefusal | NotPossibleNow): Problem {
  const { status, sentence } = roundRefusals[refusal];
  return new Problem(status, refusal, sentence);
}

function shown({ id, number, act, state, facts, modelId, modelVersion, createdAt }: Row): z.infer<typeof roundView> {
  const { slots, collectUntil, termEndsOn, contentHash, finalHash, supersedes, supersededBy } = facts;
  return {
    id, number, act: act && { kind: act.kind, id: act.id, title: act.title }, state, model: { id: modelId, version: modelVersion }, createdAt: createdAt.toISOString(), collectUntil, termEndsOn,
    signed: slots.length - missingSlots(facts).length, total: slots.length, contentHash, finalHash, supersedes, supersededBy,
  };
}
