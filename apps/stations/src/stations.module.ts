import { Module } from '@nestjs/common';
import { StoreModule } from '@doorstep/store';
import { DivisionService } from './divisions/division.service.js';
import { StationService } from './stations/station.service.js';

@Module({ imports: [StoreModule], controllers: [DivisionService, StationService] })
export class StationsModule {}
