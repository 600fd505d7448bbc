import { Module } from '@nestjs/common';
import { StoreModule } from '@doorstep/store';
import { NeedService } from './needs/need.service.js';

@Module({ imports: [StoreModule], controllers: [NeedService] })
export class MatchingModule {}
