import { Injectable } from '@nestjs/common';
import { authorityFaultText } from '#libs/domain';
import { RoundWitnesses } from '#libs/features/round';
import type { PersonNews } from '#libs/features/round';
import { Authorities } from './authorities.js';
import type { PlaceAuthority } from './authorities.js';

/** Tells the page of a round whose title is not regular as it stands. */
@Injectable()
export class TitleWitness {
  constructor(authorities: Authorities, witnesses: RoundWitnesses) {
    witnesses.add(async (tx, round) => (await authorities.placesOf(tx, round)).flatMap(newsOf));
  }
}

/** Its first fault: the page of the title has them all. */
function newsOf({ person, kind, recorded, standing }: PlaceAuthority): PersonNews[] {
  if (standing === null || (!recorded && standing.faults.length === 0)) return [{ signatoryId: person.id, title: { standing: 'undescribed' } }];
  const [fault] = standing.faults;
  return fault ? [{ signatoryId: person.id, title: { standing: 'irregular', words: authorityFaultText(fault, kind).reason } }] : [];
}
