import { Clock, Database } from '@doorstep/store';
import { Module } from '@nestjs/common';
import { EvidenceConfig, evidenceConfig } from './evidence.config.js';
import { Files, GridFiles } from './evidence.files.js';
import { EvidenceSweeper } from './evidence.sweeper.js';
import { Uploads } from './evidence.uploads.js';

/** The client for S3 weighs much: it is loaded where it is wanted. */
const filesOf = async ({ s3 }: EvidenceConfig, { db }: Database): Promise<Files> =>
  s3 === undefined ? new GridFiles(db) : (await import('./evidence.s3.js')).openS3Files(s3);

/** What evidence needs: where its files lie, what is being uploaded, and what sweeps away what was given up. */
@Module({
  providers: [
    { provide: EvidenceConfig, useFactory: () => evidenceConfig(process.env) },
    { provide: Files, useFactory: filesOf, inject: [EvidenceConfig, Database] },
    {
      provide: Uploads,
      useFactory: (database: Database, files: Files, now: () => Date) => new Uploads(database, files, now),
      inject: [Database, Files, Clock],
    },
    EvidenceSweeper,
  ],
  exports: [EvidenceConfig, Files, Uploads],
})
export class EvidenceModule {}
