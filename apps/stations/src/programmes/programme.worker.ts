import { nameIn } from '@doorstep/aip';
import { Injectable } from '@nestjs/common';
import type { Entry } from '@doorstep/contracts/events/v1/journal.js';
import { Programme_State as State, type Programme } from '@doorstep/contracts/stations/v1/programme.js';
import type { EventBody } from '@doorstep/events';
import { Config, ownCaller } from '@doorstep/runtime';
import { Store, type Repository } from '@doorstep/store';
import { followStation } from './programme.js';
import { programmes } from './programme.store.js';

/** What becomes of a station's programmes after its events. */
const follows = {
  'stations.suspended': { verb: 'pause', of: [State.RUNNING] },
  'stations.closed': { verb: 'end', of: [State.PLANNED, State.RUNNING, State.PAUSED] },
} as const;

/** A station that rests or closes takes its programmes with it; whoever opens it again starts them. */
@Injectable()
export class ProgrammeWorker {
  private readonly programmes: Repository<Programme>;

  constructor(
    store: Store,
    private readonly config: Config,
  ) {
    this.programmes = store.open(programmes);
    store.react('programmes', async (entry) => {
      if (entry.type === 'stations.suspended' || entry.type === 'stations.closed') await this.follow(entry, entry.type);
    });
  }

  private async follow({ aggregate, eventId, body }: Entry, happened: keyof typeof follows): Promise<void> {
    const station = nameIn('stations', aggregate);
    const { verb, of } = follows[happened];
    const happenedAt = new Date((JSON.parse(body) as EventBody).effectiveTime);
    for await (const { name, stateTime } of this.programmes.scan({ station, state: { $in: of } })) {
      const effectiveTime = stateTime && stateTime > happenedAt ? stateTime : happenedAt;
      const request = { name, etag: '', requestId: eventId, reason: '', effectiveTime };
      await this.programmes.update(request, ownCaller(this.config.service, 'programmes'), (programme) =>
        of.some((state) => state === programme.state) ? followStation(programme, verb) : programme,
      );
    }
  }
}
