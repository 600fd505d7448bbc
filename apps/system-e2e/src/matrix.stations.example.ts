import { eventually } from '@doorstep/testing';
import { standard } from '../../../tools/replay/opening.js';
import type { Item, Json } from './client.js';
import type { Fixture } from './matrix.example.js';
import type { Records } from './records.example.js';

export const reason = async () => ({ reason: '测试' });
const day = '2035-12-31';
export const open = ['approve', 'build', 'accept', 'open'] as const;

/** What each RPC of the service stations is tried on. */
export const stationFixtures = (records: Records): Readonly<Record<string, Fixture>> => ({
  ...compoundFixtures(records),
  ...buildingFixtures(records),
  ...standardFixtures(records),
  ...coverageFixtures(records),
});

export const record = (make: () => Promise<Item>, body?: (name: string) => Promise<Json>): Fixture => ({
  on: 'record',
  make,
  ...(body && { body }),
});
export const list = (items: string, make: () => Promise<Item>): Fixture => ({ on: 'list', items, make });

function compoundFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const counted = { households: 300, residents: 800, idleAreaM2: 0 };
  const compound = async (...verbs: readonly (string | readonly [string, Json])[]) =>
    records.step('/v1/compounds', { division: await records.compound() }, ...verbs);
  const surveyed = ['survey', counted] as const;
  const classified = [surveyed, ['classify', { kind: 'KIND_NEW' }]] as const;
  const decided = [...classified, ['decide', { decision: 'DECISION_BUILD' }]] as const;
  const gate = async (name: string) => ({ gate: 'KIND_APPROVAL', evidence: await records.proof(name) });
  return {
    'CompoundService.CreateCompound': { on: 'draft', draft: async () => ({ division: await records.compound() }) },
    'CompoundService.GetCompound': record(() => compound()),
    'CompoundService.ListCompounds': list('compounds', () => compound()),
    'CompoundService.SurveyCompound': record(
      () => compound(),
      async () => counted,
    ),
    'CompoundService.ClassifyCompound': record(
      () => compound(surveyed),
      async () => ({ kind: 'KIND_OLD' }),
    ),
    'CompoundService.DecideCompound': record(
      () => compound(...classified),
      async () => ({ decision: 'DECISION_SHARE' }),
    ),
    'CompoundService.ReconsiderCompound': record(() => compound(...decided), reason),
    'CompoundService.PassCompound': record(() => compound(...decided), gate),
  };
}

function buildingFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const chain = async () => ({ chain: { compound: 'somebody' } });
  const draft = async () => ({
    division: await records.surveyed('OLD'),
    displayName: '原值班室',
    source: 'SOURCE_PROPERTY_OFFICE',
    areaM2: 60,
    agreementExpiry: day,
  });
  const premises = async () => records.step('/v1/premises', await draft());
  const building = async () => ({ station: (await records.station('approve', 'build')).name });
  const merged = async () => records.step('/v1/premises', await draft(), ['merge', await building()]);
  const suspended = async () => {
    const station = await records.station(...open);
    return records.clerk.done(`POST /v1/${station.name}:suspend`, await reason());
  };
  return {
    'StationService.CreateStation': {
      on: 'draft',
      draft: async () => ({ division: await records.compound(), displayName: '测试站' }),
    },
    'StationService.GetStation': record(() => records.station()),
    'StationService.ListStations': list('stations', () => records.station()),
    'StationService.ApproveStation': record(() => records.station()),
    'StationService.BuildStation': record(() => records.station('approve')),
    'StationService.AcceptStation': record(() => records.inspected()),
    'StationService.AppointStation': record(() => records.station(), chain),
    'StationService.OpenStation': record(() => records.accepted()),
    'StationService.SuspendStation': record(() => records.station(...open), reason),
    'StationService.ResumeStation': record(suspended),
    'StationService.CloseStation': record(() => records.station(...open), reason),

    'PremisesService.CreatePremises': { on: 'draft', draft },
    'PremisesService.GetPremises': record(premises),
    'PremisesService.ListPremises': list('premises', premises),
    'PremisesService.MergePremises': record(premises, building),
    'PremisesService.ReleasePremises': record(merged, reason),
    'PremisesService.WithdrawPremises': record(premises, reason),
  };
}

function standardFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const template = () => records.step('/v1/templates', standard(records.community));
  const draft = async () => ({ station: (await records.station('approve', 'build')).name });
  const inspection = async () => records.step('/v1/inspections', await draft());
  const findings = async () => ({
    findings: (standard('')['criteria'] as Json[]).map(({ item }) => ({ item, passed: true })),
  });
  return {
    'TemplateService.CreateTemplate': { on: 'draft', draft: async () => standard(records.community) },
    'TemplateService.GetTemplate': record(template),
    'TemplateService.ListTemplates': list('templates', template),
    'TemplateService.EnactTemplate': record(template),

    'InspectionService.CreateInspection': { on: 'draft', draft },
    'InspectionService.GetInspection': record(inspection),
    'InspectionService.ListInspections': list('inspections', inspection),
    'InspectionService.ConcludeInspection': record(inspection, findings),

    'GapTaskService.GetGapTask': record(() => gapTask(records)),
    'GapTaskService.ListGapTasks': list('gapTasks', () => gapTask(records)),
    'GapTaskService.WaiveGapTask': record(() => gapTask(records), reason),
  };
}

/** A gap task: a station was built, and another version came into force. */
async function gapTask(records: Records): Promise<Item> {
  const station = await records.station(...open);
  await records.step('/v1/templates', standard(records.community), 'enact');
  const filter = encodeURIComponent(`station = "${station.name}"`);
  return eventually(async () => {
    const [task] = await records.clerk.all(`/v1/gapTasks?filter=${filter}`, 'gapTasks');
    if (task === undefined) throw new Error(`${station.name} has no gap task yet`);
    return task;
  });
}

function coverageFixtures(records: Records): Readonly<Record<string, Fixture>> {
  const draft = async () => {
    const { name, division } = await records.station('approve');
    return { station: name, division };
  };
  /** Of last year, so that it may end today. */
  const coverage = async () => records.step('/v1/coverages?effectiveTime=2025-03-04T02:00:00Z', await draft());
  const ended = async () => {
    const { name } = await coverage();
    return records.clerk.done(`POST /v1/${name}:end`, await reason());
  };
  return {
    'CoverageService.CreateCoverage': { on: 'draft', draft },
    'CoverageService.GetCoverage': record(coverage),
    'CoverageService.ListCoverages': list('coverages', coverage),
    'CoverageService.RenewCoverage': record(ended),
    'CoverageService.EndCoverage': record(coverage, reason),
  };
}
