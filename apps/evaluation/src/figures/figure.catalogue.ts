import { Figure_Kind as Kind } from '@doorstep/contracts/evaluation/v1/figure.js';
import type { FigureDefinition } from './figure.js';

/** 指标目录: every figure that this platform computes. */
export const catalogue: readonly FigureDefinition[] = [
  {
    id: 'compounds_surveyed',
    displayName: '全面摸排居民小区',
    definition: 'distinct compounds whose survey reached decided',
    kind: Kind.FLOW,
    owner: 'stations',
    by: ['kind'],
  },
  {
    id: 'compounds_known',
    displayName: '居民小区',
    definition: 'compounds of which a survey was planned',
    kind: Kind.STOCK,
    owner: 'stations',
    by: [],
  },
  {
    id: 'compounds_covered',
    displayName: '服务站覆盖小区',
    definition: 'compounds that at least one operating station serves',
    kind: Kind.STOCK,
    owner: 'stations',
    by: [],
  },
  {
    id: 'coverage_rate',
    displayName: '服务站覆盖率',
    definition: 'compounds_covered / compounds_known, rounded to a whole percent',
    kind: Kind.RATIO,
    owner: 'stations',
    by: [],
    ratio: { numerator: 'compounds_covered', denominator: 'compounds_known' },
  },
  {
    id: 'stations_built',
    displayName: '建成标准化服务站',
    definition: 'stations accepted or later against the standard template, and not closed',
    kind: Kind.STOCK,
    owner: 'stations',
    by: [],
  },
  {
    id: 'premises_merged_model_station',
    displayName: '隗滨花园整合闲置空间',
    definition: 'premises merged by the model station',
    kind: Kind.STOCK,
    owner: 'stations',
    by: ['source'],
  },
  {
    id: 'needs_collected',
    displayName: '收集居民需求',
    definition: 'needs listed or later; a merged duplicate does not count',
    kind: Kind.FLOW,
    owner: 'matching',
    by: ['channel'],
  },
];

export const definitionOf = (id: string): FigureDefinition | undefined => catalogue.find((figure) => figure.id === id);
