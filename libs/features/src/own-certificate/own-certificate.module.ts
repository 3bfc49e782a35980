import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AuthorityModule } from '#libs/features/authority';
import { ReservedDocuments } from '#libs/features/round';
import { OwnCertificateDesk } from './own-certificate.desk.js';
import { OwnCertificateController } from './own-certificate.http.js';
import { SignedFileMiddleware } from './own-certificate.upload.js';
import { UploadExaminer } from './upload-examiner.js';

/** Signing with one's own certificate (decision 11). */
@Module({})
export class OwnCertificateModule {
  /** `signature`: whose door and table open the personal links. */
  static forWeb(signature: DynamicModule): DynamicModule {
    return {
      module: OwnCertificateModule, imports: [signature, AuthorityModule.forSigning()], controllers: [OwnCertificateController],
      providers: [ReservedDocuments, UploadExaminer, OwnCertificateDesk, SignedFileMiddleware], exports: [SignedFileMiddleware, OwnCertificateDesk, signature],
    };
  }
}
