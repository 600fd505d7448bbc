import { Module } from '@nestjs/common';
import { StoreModule } from '@doorstep/store';
import { MatchRunService } from './match-runs/match-run.service.js';
import { MatchRunWorker } from './match-runs/match-run.worker.js';
import { NeedService } from './needs/need.service.js';
import { ResourceService } from './resources/resource.service.js';
import { SuggestionService } from './suggestions/suggestion.service.js';

@Module({
  imports: [StoreModule],
  controllers: [NeedService, ResourceService, MatchRunService, SuggestionService],
  providers: [MatchRunWorker],
})
export class MatchingModule {}
