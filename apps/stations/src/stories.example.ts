import { randomUUID } from 'node:crypto';
import type {
  CompoundName,
  InspectionName,
  PremisesName,
  StationName,
  TemplateName,
} from '@doorstep/contracts/names.js';
import {
  CompoundServiceService,
  Compound_Decision as Decision,
  Compound_Kind as Kind,
} from '@doorstep/contracts/stations/v1/compound.js';
import { CoverageServiceService } from '@doorstep/contracts/stations/v1/coverage.js';
import { DivisionServiceService } from '@doorstep/contracts/stations/v1/division.js';
import { GapTaskServiceService } from '@doorstep/contracts/stations/v1/gap_task.js';
import { ImportServiceService } from '@doorstep/contracts/stations/v1/import.js';
import { InspectionServiceService } from '@doorstep/contracts/stations/v1/inspection.js';
import { PremisesServiceService } from '@doorstep/contracts/stations/v1/premises.js';
import { StationServiceService, type Station } from '@doorstep/contracts/stations/v1/station.js';
import { AssetServiceService } from '@doorstep/contracts/stations/v1/asset.js';
import { EvidenceServiceService } from '@doorstep/contracts/stations/v1/evidence.js';
import { FundServiceService } from '@doorstep/contracts/stations/v1/fund.js';
import { ToolServiceService } from '@doorstep/contracts/stations/v1/tool.js';
import { EnrolmentServiceService } from '@doorstep/contracts/stations/v1/enrolment.js';
import { GridServiceService } from '@doorstep/contracts/stations/v1/grid.js';
import { GridCheckinServiceService } from '@doorstep/contracts/stations/v1/grid_checkin.js';
import { PracticeServiceService } from '@doorstep/contracts/stations/v1/practice.js';
import { ProgrammeServiceService } from '@doorstep/contracts/stations/v1/programme.js';
import { ReplicationServiceService } from '@doorstep/contracts/stations/v1/replication.js';
import { SessionServiceService } from '@doorstep/contracts/stations/v1/session.js';
import { TemplateServiceService, type Template } from '@doorstep/contracts/stations/v1/template.js';
import type { Caller } from '@doorstep/domain';
import { bootService, person, vouching, type Fake, type Running } from '@doorstep/testing/boot';
import { division } from './divisions/division.example.js';
import { gates } from './compounds/compound.js';
import { compound } from './compounds/compound.example.js';
import { inspection } from './inspections/inspection.example.js';
import { premises } from './premises/premises.example.js';
import { StationsModule } from './stations.module.js';
import { station } from './stations/station.example.js';
import { items } from './templates/template.js';
import { template } from './templates/template.example.js';

/** Every RPC of the service, so that one test may tell a story of several nouns. */
const services = {
  ...DivisionServiceService,
  ...CompoundServiceService,
  ...PremisesServiceService,
  ...TemplateServiceService,
  ...InspectionServiceService,
  ...StationServiceService,
  ...CoverageServiceService,
  ...GapTaskServiceService,
  ...GridServiceService,
  ...GridCheckinServiceService,
  ...PracticeServiceService,
  ...ReplicationServiceService,
  ...ProgrammeServiceService,
  ...SessionServiceService,
  ...EnrolmentServiceService,
  ...ToolServiceService,
  ...FundServiceService,
  ...AssetServiceService,
  ...EvidenceServiceService,
  ...ImportServiceService,
};
export type Services = typeof services;

export const wang = person('wang', '140930', ['county']);
export const wu = person('wu', '140930100', ['township']);
/** A station manager, a community officer, a resident and a grid worker of the place of the stories, and a township elsewhere. */
export const qian = person('qian');
export const chen = person('chen', '140930100001', ['community']);
export const li = person('li', '1409301000010001', ['resident']);
export const zhao = person('zhao', '140930100001', ['grid_worker']);
export const sun = person('sun', '140930101', ['township']);

/** What every change says besides its own. */
export const change = <Name extends string>(name: Name) => ({ name, requestId: randomUUID() });

/** The service, with the tools to bring records of several nouns to where a test begins. */
export class Stories {
  private constructor(readonly app: Running<Services>) {}

  /** Boots the service with a county of two townships; whatever its stories refer to is there, unless fakes say otherwise. */
  static async begin(fakes: readonly Fake[] = [vouching]): Promise<Stories> {
    const stories = new Stories(await bootService(StationsModule, services, fakes));
    for (const code of ['140930', '140930100', '140930101', '140930100001', '140930101001']) await stories.place(code);
    return stories;
  }

  as(caller: Caller): ReturnType<Running<Services>['as']> {
    return this.app.as(caller);
  }

  close(): Promise<void> {
    return this.app.close();
  }

  place(code: string) {
    const record = division({ code, displayName: `第${code}号` });
    return this.as(wang).createDivision({ division: record, requestId: randomUUID() });
  }

  /** A compound of a kind, decided, with the gates of a new one passed. */
  async compound(code: string, kind: Kind): Promise<CompoundName> {
    await this.place(code);
    const by = this.as(wang);
    const { name } = await by.createCompound({ compound: compound({ division: code }), requestId: randomUUID() });
    await by.surveyCompound({ ...change(name), households: 300, residents: 800, idleAreaM2: 120 });
    await by.classifyCompound({ ...change(name), kind });
    await by.decideCompound({ ...change(name), decision: kind === Kind.NEW ? Decision.BUILD : Decision.CONVERT });
    for (const gate of kind === Kind.NEW ? gates : [])
      await by.passCompound({ ...change(name), gate, evidence: 'evidence/minutes' });
    return name;
  }

  /** A version of the standard, in force. */
  async template(over: Partial<Template> = {}): Promise<TemplateName> {
    const by = this.as(wang);
    const { name } = await by.createTemplate({ template: template(over), requestId: randomUUID() });
    await by.enactTemplate(change(name));
    return name;
  }

  /** A station that is being built. */
  async building(code: string, over: Partial<Station> = {}): Promise<StationName> {
    const by = this.as(wang);
    const record = station({ division: code, ...over });
    const { name } = await by.createStation({ station: record, requestId: randomUUID() });
    await by.approveStation(change(name));
    await by.buildStation(change(name));
    return name;
  }

  /** An inspection that finds so many of the seven items as they should be. */
  async inspect(station: StationName, passed: number, features: string[] = []): Promise<InspectionName> {
    const by = this.as(wang);
    const record = inspection({ station });
    const { name } = await by.createInspection({ inspection: record, requestId: randomUUID() });
    const findings = items.map((item, at) => ({ item, passed: at < passed }));
    await by.concludeInspection({ ...change(name), findings, features });
    return name;
  }

  /** Premises merged into a station. */
  async merged(code: string, station: StationName): Promise<PremisesName> {
    const by = this.as(wang);
    const { name } = await by.createPremises({ premises: premises({ division: code }), requestId: randomUUID() });
    await by.mergePremises({ ...change(name), station });
    return name;
  }

  /** An operating station of a new compound. */
  async operating(code: string): Promise<StationName> {
    await this.compound(code, Kind.NEW);
    const name = await this.building(code);
    await this.inspect(name, 7);
    const by = this.as(wang);
    await by.acceptStation(change(name));
    await by.appointStation({ ...change(name), chain: chain() });
    await by.openStation(change(name));
    return name;
  }
}

/** Somebody at each level. */
export const chain = () => ({ county: 'wang', township: 'wu', community: 'chen', compound: 'qian' });
