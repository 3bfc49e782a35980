import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AuthorityModule } from '#libs/features/authority';
import { ModelModule } from '#libs/features/model';
import { RoundReader, RoundTexts } from '#libs/features/round';
import { SigningCodes } from './codes.js';
import { DeskController } from './desk.http.js';
import { Desk } from './desk.js';
import { FreshLetters } from './fresh-letters.js';
import { FreshLinks } from './fresh-links.js';
import { Invitations } from './invitations.js';
import { LostLinksController } from './lost-links.http.js';
import { JointSitting } from './joint-sitting.js';
import { MailedLinks } from './mailed-links.js';
import { ReadingController } from './reading.http.js';
import { Readings } from './reading.js';
import { SignatoryDoor } from './signatory-door.js';
import { SignatoryPages } from './signatory-pages.js';
import { SignatureController } from './signature.http.js';
import { SignatureEffects } from './signature.effects.js';
import { SigningController } from './signing.http.js';
import { SigningTable } from './sitting.js';
import { SmsCodes } from './sms-codes.js';

const shared = [SigningTable, SigningCodes, Desk, FreshLinks, SmsCodes];

@Module({})
export class SignatureModule {
  static forWeb(): DynamicModule {
    return {
      module: SignatureModule,
      imports: [ModelModule, AuthorityModule.forSigning()],
      controllers: [SignatureController, SigningController, DeskController, ReadingController, LostLinksController],
      providers: [...shared, SignatoryDoor, SignatoryPages, JointSitting, Readings, RoundReader, RoundTexts],
      exports: [SigningTable, SignatoryDoor],
    };
  }

  static forWorker(): DynamicModule {
    return { module: SignatureModule, imports: [AuthorityModule.forSigning()], providers: [...shared, MailedLinks, Invitations, FreshLetters, SignatureEffects] };
  }
}
