import { Injectable } from '@nestjs/common';
import { askedOf } from '#libs/domain';
import { RoundWitnesses } from '#libs/features/round';
import { mailStateOf } from './mail-state.store.js';

/** Tells the page of a round where the latest mail to each of those it awaits stands. */
@Injectable()
export class MailWitness {
  constructor(witnesses: RoundWitnesses) {
    witnesses.add(async (tx, { facts }) => {
      const states = await mailStateOf(tx, facts.slots.filter(({ state }) => state === 'invited').flatMap(askedOf));
      return [...states].map(([signatoryId, { state, since, words }]) => ({ signatoryId, mail: { state, since, words } }));
    });
  }
}
