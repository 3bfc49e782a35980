import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import type { z } from 'zod';
import type { Breach } from '#libs/domain';
import { Allow, principalOf } from '#libs/features/access';
import { apiPath, Asked, Describe, Given, notFound, Problem } from '#libs/features/api';
import type { NewTexts } from './breach-texts.js';
import { refusalSentence } from './breach-words.js';
import {
  awarenessInput, breachDetail, breachInput, breachList, controllersInput, descriptionInput, descriptionOf, detailedBreach, exceptionInput, listQuery, motiveInput, noticeInput, personsInput, riskInput, shownBreach, toldInput,
} from './breach.shapes.js';
import { Breaches } from './breaches.js';

const one = { kind: 'breach', param: 'id' } as const;
const tag = 'Violations de données';
const act = { status: 200, answer: breachDetail, problems: [409] } as const;

/** Data breaches of art. 4.6, for programs of the gestionnaire or of the structure. */
@Controller(`${apiPath}/breaches`)
export class BreachApi {
  constructor(private readonly breaches: Breaches) {}

  @Get()
  @Allow('breach.read')
  @Describe({ operationId: 'listBreaches', tag, summary: 'Le registre des violations de données, la plus récente d’abord', query: listQuery, status: 200, answer: breachList })
  async list(@Req() req: Request, @Asked() { page }: z.infer<typeof listQuery>): Promise<object> {
    const { rows, all, now } = await this.breaches.list(principalOf(req).actor, page);
    return { items: rows.map((row) => shownBreach(row, now)), total: all };
  }

  @Post()
  @Allow('breach.declare')
  @Describe({ operationId: 'declareBreach', tag, summary: 'Déclare une violation : les 72 heures courent de l’instant où elle est connue', body: breachInput, status: 201, answer: breachDetail, problems: [409] })
  async declare(@Req() req: Request, @Given() given: z.infer<typeof breachInput>): Promise<object> {
    const { structureId, awareAt, account, consequences, measures, processor, contact } = given;
    const declared = await this.breaches.declare({ structureId, awareAt, description: descriptionOf(given), texts: { account, consequences, measures, processor, contact } }, principalOf(req));
    if (!declared.ok) throw new Problem(409, declared.refusal, refusalSentence(declared.refusal));
    return this.read(req, declared.id);
  }

  @Get(':id')
  @Allow('breach.read', one)
  @Describe({ operationId: 'getBreach', tag, summary: 'Une violation, ce qui en est dit, et pourquoi cette échéance', status: 200, answer: breachDetail })
  async read(@Req() req: Request, @Param('id') id: string): Promise<object> {
    const file = await this.breaches.find(principalOf(req).actor, id);
    if (!file) throw notFound();
    return detailedBreach(file);
  }

  @Post(':id/description')
  @Allow('breach.manage', one)
  @Describe({ operationId: 'describeBreach', tag, summary: 'Remplace la description par une autre, plus complète ; ce qui était écrit reste au registre', body: descriptionInput, ...act })
  describe(@Req() req: Request, @Param('id') id: string, @Given() given: z.infer<typeof descriptionInput>): Promise<object> {
    const { account, consequences, measures, processor, contact } = given;
    return this.done(req, id, { type: 'describe', description: descriptionOf(given) }, { account, consequences, measures, processor, contact });
  }

  @Post(':id/awareness')
  @Allow('breach.manage', one)
  @Describe({ operationId: 'correctBreachAwareness', tag, summary: 'Corrige, avant la notification, l’instant où la violation a été connue', body: awarenessInput, ...act })
  correct(@Req() req: Request, @Param('id') id: string, @Given() { awareAt, reason }: z.infer<typeof awarenessInput>): Promise<object> {
    return this.done(req, id, { type: 'correctAwareness', awareAt, reason }, { awareness_reason: reason });
  }

  @Post(':id/notices')
  @Allow('breach.manage', one)
  @Describe({ operationId: 'recordBreachNotice', tag, summary: 'Enregistre une notification faite à la CNIL, initiale ou complémentaire', body: noticeInput, ...act })
  notify(@Req() req: Request, @Param('id') id: string, @Given() { kind, at, reference, lateReason, note }: z.infer<typeof noticeInput>): Promise<object> {
    if (kind === 'initial') return this.done(req, id, { type: 'notify', doneAt: at, reference, lateReason }, { late_reason: lateReason });
    return this.done(req, id, { type: 'complement', doneAt: at, reference, note }, { complement: note });
  }

  @Post(':id/risk')
  @Allow('breach.manage', one)
  @Describe({ operationId: 'assessBreachRisk', tag, summary: 'Évalue le risque pour les personnes, avec ses motifs', body: riskInput, ...act })
  assess(@Req() req: Request, @Param('id') id: string, @Given() { risk, reason }: z.infer<typeof riskInput>): Promise<object> {
    return this.done(req, id, { type: 'assess', risk, reason }, { risk_reason: reason });
  }

  @Post(':id/persons')
  @Allow('breach.manage', one)
  @Describe({ operationId: 'recordBreachPersonsTold', tag, summary: 'Enregistre combien de personnes ont été informées, quand et comment', body: personsInput, ...act })
  persons(@Req() req: Request, @Param('id') id: string, @Given() { at, count, means, note }: z.infer<typeof personsInput>): Promise<object> {
    return this.done(req, id, { type: 'tellPersons', doneAt: at, count, means }, { persons_note: note });
  }

  @Post(':id/exception')
  @Allow('breach.manage', one)
  @Describe({ operationId: 'recordBreachException', tag, summary: 'Retient une exception de l’article 34, § 3, avec son motif', body: exceptionInput, ...act })
  exempt(@Req() req: Request, @Param('id') id: string, @Given() { ground, publicAt, reason }: z.infer<typeof exceptionInput>): Promise<object> {
    return this.done(req, id, { type: 'exempt', ground, publicAt, reason }, { exception_reason: reason });
  }

  @Post(':id/controllers')
  @Allow('breach.manage', one)
  @Describe({ operationId: 'nameBreachControllers', tag, summary: 'Désigne les partenaires responsables du traitement, prévenus par courriel ; ou dit qu’aucun ne l’est', body: controllersInput, ...act })
  controllers(@Req() req: Request, @Param('id') id: string, @Given() { partnerIds, reason }: z.infer<typeof controllersInput>): Promise<object> {
    return partnerIds.length > 0 ? this.done(req, id, { type: 'nameControllers', partnerIds }) : this.done(req, id, { type: 'nameNoController', reason }, { controllers_reason: reason });
  }

  @Post(':id/controllers/told')
  @Allow('breach.manage', one)
  @Describe({ operationId: 'recordBreachControllerTold', tag, summary: 'Enregistre qu’un partenaire responsable a été prévenu autrement', body: toldInput, ...act })
  told(@Req() req: Request, @Param('id') id: string, @Given() { partnerId, at, means }: z.infer<typeof toldInput>): Promise<object> {
    return this.done(req, id, { type: 'recordControllerTold', partnerId, doneAt: at, means });
  }

  @Post(':id/closing')
  @Allow('breach.manage', one)
  @Describe({ operationId: 'closeBreach', tag, summary: 'Clôt le dossier, avec un motif ; jamais sans la notification', body: motiveInput, ...act })
  close(@Req() req: Request, @Param('id') id: string, @Given() { reason }: z.infer<typeof motiveInput>): Promise<object> {
    return this.done(req, id, { type: 'close', reason }, { close_reason: reason });
  }

  @Post(':id/reopening')
  @Allow('breach.manage', one)
  @Describe({ operationId: 'reopenBreach', tag, summary: 'Rouvre un dossier clos, avec un motif', body: motiveInput, ...act })
  reopen(@Req() req: Request, @Param('id') id: string, @Given() { reason }: z.infer<typeof motiveInput>): Promise<object> {
    return this.done(req, id, { type: 'reopen', reason }, { reopen_reason: reason });
  }

  private async done(req: Request, id: string, command: Breach['command'], texts: NewTexts = {}): Promise<object> {
    const submission = await this.breaches.submit(principalOf(req).actor, id, { command, texts });
    if (!submission.accepted) throw new Problem(409, submission.refusal, refusalSentence(submission.refusal));
    return this.read(req, id);
  }
}
