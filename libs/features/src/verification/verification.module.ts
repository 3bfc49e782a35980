import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { UploadMiddleware } from './upload.middleware.js';
import { VerificationDesk } from './verification.desk.js';
import { VerificationController } from './verification.http.js';

@Module({})
export class VerificationModule {
  static forWeb(): DynamicModule {
    return { module: VerificationModule, controllers: [VerificationController], providers: [VerificationDesk, UploadMiddleware], exports: [UploadMiddleware] };
  }
}
