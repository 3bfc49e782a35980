import { Injectable } from '@nestjs/common';
import { Holdings } from '#libs/features/access';
import { tokenById } from './api-token.store.js';

/** Says whose a token is: its organisation's, or the préfecture's. */
@Injectable()
export class TokenHoldings {
  constructor(holdings: Holdings) {
    holdings.defineByUuid('token', async (tx, id) => {
      const token = await tokenById(tx, id);
      return token && { departementCode: token.departementCode, owners: token.organisationId ? [token.organisationId] : [], related: [] };
    });
  }
}
