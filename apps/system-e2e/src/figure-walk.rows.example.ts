import { parties, proof } from './county.js';
import { at, days, type Scene, type Step } from './figure-walk.example.js';

/** How one record comes to count in a figure, and how a correction or withdrawal takes it out again. */
export interface Walk {
  readonly figure: string;
  readonly how: string;
  /** By how much each figure moves that the record touches; the others stay. Shares follow from what they are shares of. */
  readonly touches: Readonly<Record<string, number>>;
  /** Makes everything ready that the two steps stand on. */
  readonly ready: (scene: Scene) => Promise<{
    readonly count: () => Promise<unknown>;
    /** Absent where a record that counts once does so for good. */
    readonly end?: () => Promise<unknown>;
  }>;
}

const reason = { reason: '登记有误' };
const joined = parties.map((party): Step => ['join', party]);

/** One step on the day on which it counts, one on the day on which that ends. */
const steps = (
  scene: Scene,
  record: { readonly name: string },
  [count, counting, counter]: Step,
  [end, ending = reason, ender]: Step,
) => ({
  count: () => scene.step(record, count, counting, counter, days.counts),
  end: () => scene.step(record, end, ending, ender, days.ends),
});

/** A record that counts from its making on. */
const made = (scene: Scene, path: string, body: () => object, [end, ending = reason]: Step, by = scene.clerk) => {
  let name = '';
  return {
    count: async () => ({ name } = await scene.make(path, { ...body() }, days.counts, by)),
    end: () => scene.step({ name }, end, ending, scene.clerk, days.ends),
  };
};

const ofStations: readonly Walk[] = [
  {
    figure: 'compounds_known',
    how: 'a survey is planned; the compound is merged into another one',
    touches: { compounds_known: 1 },
    ready: async (scene) => {
      const [division, into] = [await scene.compound(), await scene.compound()];
      await scene.ready('/v1/compounds', { division: into });
      const { count } = made(scene, '/v1/compounds', () => ({ division }), ['merge']);
      const merging = { into: `divisions/${into}`, ...reason };
      const end = () => scene.step({ name: `divisions/${division}` }, 'merge', merging, scene.clerk, days.ends);
      return { count, end };
    },
  },
  ...['compounds_covered', 'coverage_rate'].map((figure): Walk => ({
    figure,
    how: 'a station serves a compound beside another one; it does so no longer',
    touches: { compounds_covered: 1 },
    ready: async (scene) => {
      const station = await scene.station();
      await scene.surveyed('OLD');
      const body = () => ({ station: station.name, division: station.division });
      return made(scene, '/v1/coverages', body, ['end']);
    },
  })),
  {
    figure: 'stations_built',
    how: 'a station is accepted; it closes',
    touches: { stations_built: 1 },
    ready: async (scene) => {
      const station = await scene.inspected();
      const chain = { county: 'a', township: 'b', community: 'c', compound: 'd' };
      const { count } = steps(scene, station, ['accept'], ['close']);
      const last: readonly Step[] = [['appoint', { chain }], ['open'], ['close', reason]];
      const end = async () => {
        for (const [verb, more] of last) await scene.step(station, verb, more, scene.clerk, days.ends);
      };
      return { count, end };
    },
  },
  {
    figure: 'premises_merged_model_station',
    how: 'a room is merged into the model station; it is released',
    touches: { premises_merged_model_station: 1 },
    ready: async (scene) => {
      const division = await scene.surveyed('OLD');
      const draft = { division, displayName: '测试示范站', model: true };
      const { name: station } = await scene.ready('/v1/stations', draft, ['approve']);
      const room = { division, displayName: '闲置用房', source: 'SOURCE_PROPERTY_OFFICE', areaM2: 60 };
      const premises = await scene.ready('/v1/premises', { ...room, agreementExpiry: '2035-12-31' });
      return steps(scene, premises, ['merge', { station }], ['release']);
    },
  },
  {
    figure: 'practice_replications',
    how: 'a wall of tools is confirmed; that is revoked',
    touches: { practice_replications: 1 },
    ready: async (scene) => {
      const { name: station, division } = await scene.station();
      const wall = { station, category: 'tool-wall', displayName: '便民工具墙' };
      const { name: practice } = await scene.ready('/v1/practices', wall, ['recognise']);
      const replication = await scene.ready('/v1/replications', { practice, division });
      await scene.step(replication, 'adopt', { evidence: await proof(scene.clerk, replication.name) });
      return steps(scene, replication, ['verify', {}, scene.other], ['revoke']);
    },
  },
  {
    figure: 'grid_workers',
    how: 'a worker is assigned; the grid is vacated',
    touches: { grid_workers: 1 },
    ready: async (scene) => {
      const grid = await scene.ready('/v1/grids', { division: await scene.compound(), displayName: '测试网格' });
      return steps(scene, grid, ['assign', { worker: scene.workerSubject }], ['vacate']);
    },
  },
  {
    figure: 'grid_days_per_week',
    how: 'a worker checks in; the check-in is withdrawn',
    touches: { grid_days_per_week: 1 },
    ready: async (scene) => {
      const draft = { division: await scene.compound(), displayName: '测试网格' };
      const grid = await scene.ready('/v1/grids', draft, ['assign', { worker: scene.workerSubject }]);
      return made(scene, '/v1/gridCheckins', () => ({ grid: grid.name }), ['withdraw'], scene.worker);
    },
  },
  ...(
    [
      ['senior_schools', 'SENIOR_SCHOOL'],
      ['senior_canteens', 'CANTEEN'],
      ['after_school_stations', 'AFTER_SCHOOL'],
    ] as const
  ).map(([figure, kind]): Walk => ({
    figure,
    how: 'a programme starts; it ends',
    touches: { [figure]: 1 },
    ready: async (scene) => steps(scene, await scene.programme(kind), ['start'], ['end']),
  })),
  {
    figure: 'after_school_persons',
    how: 'a child attends for the first time; the list was wrong',
    touches: { after_school_persons: 1, after_school_person_times: 1 },
    ready: async (scene) => {
      const programme = await scene.programme('AFTER_SCHOOL', ['start']);
      return steps(scene, await scene.seated(programme, `child-${scene.community}`), ['attend'], ['correct']);
    },
  },
  {
    figure: 'after_school_person_times',
    how: 'the same child attends again; the list was wrong',
    touches: { after_school_person_times: 1 },
    ready: async (scene) => {
      const programme = await scene.programme('AFTER_SCHOOL', ['start']);
      const child = `child-${scene.community}`;
      await scene.step(await scene.seated(programme, child), 'attend');
      return steps(scene, await scene.seated(programme, child), ['attend'], ['correct']);
    },
  },
  {
    figure: 'cultural_activities',
    how: 'a festival is held; it was not held after all',
    touches: { cultural_activities: 1 },
    ready: async (scene) => {
      const programme = await scene.programme('FESTIVAL', ['start']);
      return steps(scene, await scene.session(programme, ['publish']), ['hold'], ['correct']);
    },
  },
];

const ofMatching: readonly Walk[] = [
  ...(
    [
      ['needs_collected', 'RESIDENT', { needs_collected: 1 }],
      ['grid_demands', 'GRID_WORKER', { needs_collected: 1, grid_demands: 1 }],
    ] as const
  ).map(([figure, channel, touches]): Walk => ({
    figure,
    how: 'a need comes on the list; it is the same as another one',
    touches,
    ready: async (scene) => {
      const { name: into } = await scene.need(channel, scene.worker, ['verify'], ['publish']);
      const need = await scene.need(channel, scene.worker, ['verify']);
      return steps(scene, need, ['publish'], ['merge', { into }]);
    },
  })),
  {
    figure: 'resources_matched',
    how: "a unit's resource is given to a project; it is released",
    touches: { resources_matched: 1 },
    ready: async (scene) => {
      const { name: resource } = await scene.resource();
      const given = { resource, quantity: 1 };
      return steps(scene, await scene.project({}), ['commit', given], ['release', { resource, ...reason }]);
    },
  },
  {
    figure: 'livelihood_matters',
    how: 'a livelihood matter is accepted; it is opened again',
    touches: { livelihood_matters: 1 },
    ready: async (scene) => {
      const project = await scene.project({ livelihood: true }, ...joined, ['agree']);
      const evidence = [await proof(scene.clerk, project.name)];
      await scene.step(project, 'start', { beforeEvidence: evidence });
      await scene.step(project, 'deliver', { afterEvidence: evidence });
      return steps(scene, project, ['accept', {}, scene.other], ['reopen']);
    },
  },
  {
    figure: 'joint_meetings_per_quarter',
    how: 'the meeting of a quarter is held; it was not held after all',
    touches: { joint_meetings_per_quarter: 1 },
    ready: async (scene) => {
      const draft = { division: scene.community, meetingTime: at(days.counts) };
      const meeting = await scene.ready('/v1/jointMeetings', draft);
      return steps(scene, meeting, ['hold', { attended: ['a'] }], ['correct']);
    },
  },
];

/** A way into figures and out again, where more must be said than which verbs lead there. */
export const walks: readonly Walk[] = [...ofStations, ...ofMatching];
