import { Injectable } from '@nestjs/common';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import type { Compound } from '@doorstep/contracts/stations/v1/compound.js';
import { Coverage_State, type Coverage } from '@doorstep/contracts/stations/v1/coverage.js';
import { Station_State, type Station } from '@doorstep/contracts/stations/v1/station.js';
import type { EventBody } from '@doorstep/events';
import { Config, ownCaller } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { coverCompound } from '../compounds/compound.js';
import { compounds, surveyOf } from '../compounds/compound.store.js';
import { stations } from '../stations/station.store.js';
import { coverages } from './coverage.store.js';

/** Events after which a station serves its compounds, or does so no longer. */
const turning = ['stations.operating', 'stations.suspended', 'stations.closed'];

/** Keeps on each compound whether an operating station serves it: follows stations and coverages in this service's journal. */
@Injectable()
export class CoverageWorker {
  private readonly coverages: Repository<Coverage>;
  private readonly compounds: Repository<Compound>;
  private readonly stations: Repository<Station>;

  constructor(
    store: Store,
    private readonly config: Config,
  ) {
    this.coverages = store.open(coverages);
    this.compounds = store.open(compounds);
    this.stations = store.open(stations);
    store.react('coverage', (entry) => this.follow(entry));
  }

  private async follow(entry: Entry): Promise<void> {
    if (turning.includes(entry.type)) {
      const station = this.stations.nameIn(entry.aggregate);
      const served = this.coverages.scan({ station, state: Coverage_State.COVERING });
      for await (const { division } of served) await this.refresh(division, entry);
    }
    if (entry.type.startsWith('coverages.')) {
      const { division } = JSON.parse(entry.body) as EventBody;
      await this.refresh(division, entry);
    }
  }

  /** Looks at how things stand now, so that neither order nor repetition of events matters. */
  private async refresh(division: string, { eventId, body }: Entry): Promise<void> {
    const caller = ownCaller(this.config.service, 'coverage');
    const name = await surveyOf(this.compounds, division);
    const [covered, { stateTime }] = await Promise.all([this.served(division), this.compounds.get(name, caller)]);
    const happened = new Date((JSON.parse(body) as EventBody).effectiveTime);
    const effectiveTime = stateTime && stateTime > happened ? stateTime : happened;
    const request = { name, etag: '', requestId: `${eventId}-${division}`, reason: '', effectiveTime };
    await this.compounds.update(request, caller, (compound) => coverCompound(compound, covered));
  }

  private async served(division: string): Promise<boolean> {
    const caller = ownCaller(this.config.service, 'coverage');
    for await (const { station } of this.coverages.scan({ division, state: Coverage_State.COVERING })) {
      const { state } = await this.stations.get(station, caller);
      if (state === Station_State.OPERATING) return true;
    }
    return false;
  }
}
