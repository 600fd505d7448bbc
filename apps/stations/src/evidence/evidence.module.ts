import { Clock, Database } from '@doorstep/store';
import { Module } from '@nestjs/common';
import { EvidenceConfig, evidenceConfig } from './evidence.config.js';
import { Files, GridFiles } from './evidence.files.js';
import { EvidenceService } from './evidence.service.js';
import { EvidenceSweeper } from './evidence.sweeper.js';
import { Uploads } from './evidence.uploads.js';

/** The client for S3 weighs much: it is loaded where it is wanted. */
const filesOf = async ({ s3 }: EvidenceConfig, { db }: Database): Promise<Files> =>
  s3 === undefined ? new GridFiles(db) : (await import('./evidence.s3.js')).openS3Files(s3);

/** Evidence, with the place where its files lie. */
@Module({
  controllers: [EvidenceService],
  providers: [
    { provide: EvidenceConfig, useFactory: () => evidenceConfig(process.env) },
    { provide: Files, useFactory: filesOf, inject: [EvidenceConfig, Database] },
    {
      provide: Uploads,
      useFactory: ({ db }: Database, files: Files, now: () => Date) => new Uploads(db, files, now),
      inject: [Database, Files, Clock],
    },
    EvidenceSweeper,
  ],
  exports: [Files],
})
export class EvidenceModule {}
