import { Module } from '@nestjs/common';
import { SheetsModule } from '@doorstep/sheets/intake';
import { StoreModule } from '@doorstep/store';
import { Catalogue } from './catalogue.js';
import { JointMeetingWorker } from './joint-meetings/joint-meeting.worker.js';
import { builtThread, Matcher, Thread } from './match-runs/match-run.matcher.js';
import { MatchRunWorker } from './match-runs/match-run.worker.js';
import { needSheet } from './needs/need.sheet.js';
import * as nouns from './nouns.js';
import { Categories } from './peers.js';
import { resourceSheet } from './resources/resource.sheet.js';

/** Sheets call categories as the catalogue does. */
const words = { useFactory: (categories: Categories) => new Catalogue(categories), inject: [Categories] };

@Module({
  imports: [StoreModule, SheetsModule.speaking(words, needSheet, resourceSheet)],
  controllers: Object.values(nouns),
  providers: [{ provide: Thread, useValue: builtThread }, JointMeetingWorker, Matcher, MatchRunWorker, Catalogue],
})
export class MatchingModule {}
