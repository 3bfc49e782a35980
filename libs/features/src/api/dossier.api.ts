import { Controller, Get, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { z } from 'zod';
import { Allow, principalOf } from '#libs/features/access';
import { ApiDirectory } from './directory.desk.js';
import { gestionnaireResource, localPartnerResource, nationalPartnerResource } from './directory.bodies.js';
import { offerResource, referentResource } from './directory.people.js';
import { openingOf, openingView, structureResource } from './directory.structure.js';
import { Describe } from './describe.js';
import { apiPath } from './description.js';
import { notFound } from './problem.js';

const exported = z.object({
  departementCode: z.string(),
  structures: z.array(structureResource.view),
  gestionnaires: z.array(gestionnaireResource.view),
  nationalPartners: z.array(nationalPartnerResource.view),
  localPartners: z.array(localPartnerResource.view),
  referents: z.array(referentResource.view),
  offers: z.array(offerResource.view),
}).meta({ id: 'DirectoryExport' });

/** The directory taken as a whole: everything one may see of it, and what art. 4.2 says of its hours. */
@Controller(apiPath)
export class DossierApi {
  constructor(private readonly directory: ApiDirectory) {}

  @Get('export')
  @Allow('directory.export')
  @Describe({ operationId: 'exportDirectory', tag: 'Annuaire', summary: 'Tout ce que vous pouvez voir de l’annuaire', status: 200, answer: exported })
  async export(@Req() req: Request): Promise<z.infer<typeof exported>> {
    const principal = principalOf(req);
    const { role, organisationId } = principal.standing;
    const dossier = await this.directory.dossier(principal, { kind: 'export', count: ({ referents, gestionnaires, localPartners }) => referents.length + gestionnaires.length + localPartners.length });
    return {
      departementCode: dossier.departement.code,
      structures: dossier.structures.map(structureResource.shown),
      gestionnaires: dossier.gestionnaires.map(gestionnaireResource.shown),
      nationalPartners: dossier.nationalPartners.filter(({ id }) => role !== 'partner' || id === organisationId).map(nationalPartnerResource.shown),
      localPartners: dossier.localPartners.map(localPartnerResource.shown),
      referents: dossier.referents.map(referentResource.shown),
      offers: dossier.offers.map(offerResource.shown),
    };
  }

  @Get('structures/:id/opening')
  @Allow('structure.read', { kind: 'structure', param: 'id' })
  @Describe({ operationId: 'getStructureOpening', tag: 'Annuaire', summary: 'Le verdict de l’article 4.2 sur les horaires d’une structure', status: 200, answer: openingView })
  async opening(@Req() req: Request, @Param('id') id: string): Promise<z.infer<typeof openingView>> {
    const { structures } = await this.directory.dossier(principalOf(req), null);
    const structure = structures.find((one) => one.id === id);
    if (!structure) throw notFound();
    return openingOf(structure, structures);
  }
}
