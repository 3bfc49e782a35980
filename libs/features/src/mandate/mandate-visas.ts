import { Injectable } from '@nestjs/common';

/**
 * Whether the archives allowed a gestionnaire's destructions once for all: known to the feature that destroys, which says it here at start; the
 * receipt tells the person whether their data are destroyed at once, or wait for a visa. As long as nobody says it, they wait.
 */
@Injectable()
export class MandateVisas {
  private answer: ((gestionnaireId: string) => Promise<boolean>) | null = null;

  told(answer: (gestionnaireId: string) => Promise<boolean>): void {
    this.answer = answer;
  }

  async isStanding(gestionnaireId: string): Promise<boolean> {
    return this.answer === null ? false : this.answer(gestionnaireId);
  }
}
