import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AuthorityModule } from '#libs/features/authority';
import { ModelModule } from '#libs/features/model';
import { RoundReader } from '#libs/features/round';
import { FreshLinks } from './fresh-links.js';
import { LostLinksController } from './lost-links.http.js';
import { SignatoryDoor } from './signatory-door.js';
import { SignatureController } from './signature.http.js';
import { SignatureEffects } from './signature.effects.js';
import { SigningTable } from './sitting.js';

@Module({})
export class SignatureModule {
  static forWeb(): DynamicModule {
    return { module: SignatureModule, imports: [ModelModule, AuthorityModule.forSigning()], controllers: [SignatureController, LostLinksController], providers: [SigningTable, FreshLinks, SignatoryDoor, RoundReader] };
  }

  static forWorker(): DynamicModule {
    return { module: SignatureModule, imports: [AuthorityModule.forSigning()], providers: [SigningTable, FreshLinks, SignatureEffects] };
  }
}
