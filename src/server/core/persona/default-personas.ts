import type { AdaptationMode, CreatePersona, PersonaDefinition, PersonaType } from './persona.ts';
import { REPOSITORY_PROFICIENCY, REPOSITORY_WORK } from './repository-work.ts';

// One persona of every type, the same rows that a migration stores. What people change of them afterwards stays changed.

/** Name, proficiency, confidence. */
type Skill = readonly [string, number, number];
/** Analytical, creative, collaborative, thorough, pragmatic. */
type StyleRow = readonly [number, number, number, number, number];

interface Sketch {
  name: string;
  description: string;
  mode: AdaptationMode;
  accuracy: number;
  risk: number;
  team: readonly [number, number];
  style: StyleRow;
  skills: readonly Skill[];
  tasks: readonly string[];
  domains: readonly string[];
}

const SKETCHES: Record<PersonaType, Sketch> = {
  backend_engineer: {
    name: 'Backend engineer',
    description: 'Builds services, interfaces and data models that hold under load.',
    ...{ mode: 'adaptive', accuracy: 0.75, risk: 0.4, team: [2, 6], style: [0.8, 0.4, 0.5, 0.7, 0.6] },
    skills: [
      ['api_development', 0.9, 0.85],
      ['database_design', 0.8, 0.8],
      ['system_architecture', 0.75, 0.7],
      ['performance_optimization', 0.6, 0.65],
      ['security_implementation', 0.55, 0.6],
    ],
    tasks: ['code_generation', 'code_review'],
    domains: ['services', 'databases'],
  },
  frontend_developer: {
    name: 'Frontend developer',
    description: 'Builds interfaces that people understand at first sight.',
    ...{ mode: 'dynamic', accuracy: 0.6, risk: 0.6, team: [1, 4], style: [0.5, 0.85, 0.6, 0.5, 0.65] },
    skills: [
      ['ui_development', 0.9, 0.85],
      ['user_experience', 0.8, 0.75],
      ['responsive_design', 0.75, 0.8],
      ['javascript_frameworks', 0.85, 0.8],
      ['performance_optimization', 0.6, 0.65],
    ],
    tasks: ['code_generation', 'code_review'],
    domains: ['web', 'accessibility'],
  },
  devops_specialist: {
    name: 'DevOps specialist',
    description: 'Automates what is built, shipped and watched.',
    ...{ mode: 'adaptive', accuracy: 0.8, risk: 0.3, team: [1, 3], style: [0.65, 0.3, 0.45, 0.75, 0.85] },
    skills: [
      ['deployment_automation', 0.9, 0.85],
      ['infrastructure_management', 0.85, 0.8],
      ['monitoring_systems', 0.75, 0.75],
      ['container_orchestration', 0.8, 0.7],
      ['security_operations', 0.65, 0.7],
    ],
    tasks: ['deployment', 'testing'],
    domains: ['infrastructure', 'continuous_delivery'],
  },
  qa_engineer: {
    name: 'QA engineer',
    description: 'Finds what is broken before anybody else does.',
    ...{ mode: 'adaptive', accuracy: 0.9, risk: 0.2, team: [1, 5], style: [0.75, 0.35, 0.55, 0.95, 0.5] },
    skills: [
      ['test_automation', 0.9, 0.85],
      ['quality_assurance', 0.85, 0.9],
      ['bug_detection', 0.8, 0.85],
      ['performance_testing', 0.65, 0.7],
      ['security_testing', 0.6, 0.65],
    ],
    tasks: ['testing', 'code_review'],
    domains: ['quality'],
  },
  security_specialist: {
    name: 'Security specialist',
    description: 'Looks for the ways in, and closes them.',
    ...{ mode: 'static', accuracy: 0.95, risk: 0.1, team: [1, 4], style: [0.85, 0.45, 0.35, 0.95, 0.4] },
    skills: [
      ['vulnerability_analysis', 0.9, 0.85],
      ['threat_modeling', 0.85, 0.8],
      ['security_testing', 0.85, 0.85],
      ['secure_coding', 0.75, 0.75],
      ['incident_response', 0.65, 0.65],
    ],
    tasks: ['security_review', 'code_review'],
    domains: ['security', 'compliance'],
  },
  data_engineer: {
    name: 'Data engineer',
    description: 'Moves data to where it is asked for, complete and in time.',
    ...{ mode: 'adaptive', accuracy: 0.8, risk: 0.35, team: [1, 5], style: [0.9, 0.35, 0.45, 0.75, 0.6] },
    skills: [
      ['data_pipelines', 0.9, 0.85],
      ['data_modeling', 0.85, 0.8],
      ['sql', 0.9, 0.9],
      ['data_quality', 0.75, 0.75],
      ['stream_processing', 0.6, 0.65],
    ],
    tasks: ['data_processing', 'data_analysis'],
    domains: ['data', 'analytics'],
  },
  project_manager: {
    name: 'Project manager',
    description: 'Keeps people, dates and risks in view.',
    ...{ mode: 'collaborative', accuracy: 0.65, risk: 0.5, team: [3, 12], style: [0.55, 0.4, 0.95, 0.6, 0.8] },
    skills: [
      ['project_planning', 0.9, 0.85],
      ['team_coordination', 0.85, 0.9],
      ['stakeholder_management', 0.75, 0.8],
      ['risk_management', 0.7, 0.75],
      ['resource_optimization', 0.65, 0.7],
    ],
    tasks: ['coordination', 'planning'],
    domains: ['delivery'],
  },
  product_owner: {
    name: 'Product owner',
    description: 'Decides what is worth building, and says why.',
    ...{ mode: 'collaborative', accuracy: 0.55, risk: 0.55, team: [3, 10], style: [0.55, 0.7, 0.9, 0.45, 0.75] },
    skills: [
      ['requirements_analysis', 0.9, 0.85],
      ['prioritization', 0.85, 0.85],
      ['stakeholder_management', 0.8, 0.8],
      ['user_research', 0.7, 0.7],
      ['acceptance_testing', 0.6, 0.65],
    ],
    tasks: ['planning', 'requirements'],
    domains: ['product'],
  },
  architect: {
    name: 'Architect',
    description: 'Draws the boundaries that a system is built along.',
    ...{ mode: 'adaptive', accuracy: 0.85, risk: 0.3, team: [2, 8], style: [0.9, 0.65, 0.6, 0.8, 0.45] },
    skills: [
      ['system_architecture', 0.95, 0.9],
      ['api_design', 0.85, 0.8],
      ['technology_evaluation', 0.8, 0.75],
      ['scalability', 0.8, 0.75],
      ['technical_documentation', 0.65, 0.7],
    ],
    tasks: ['design', 'planning'],
    domains: ['architecture'],
  },
  tech_lead: {
    name: 'Tech lead',
    description: 'Decides with the team, reviews, and unblocks.',
    ...{ mode: 'collaborative', accuracy: 0.75, risk: 0.4, team: [3, 8], style: [0.75, 0.5, 0.85, 0.7, 0.7] },
    skills: [
      ['technical_leadership', 0.9, 0.85],
      ['code_review', 0.85, 0.85],
      ['system_architecture', 0.75, 0.75],
      ['mentoring', 0.8, 0.75],
      ['team_coordination', 0.7, 0.75],
    ],
    tasks: ['code_review', 'design', 'coordination'],
    domains: ['engineering'],
  },
  generalist: {
    name: 'Generalist',
    description: 'Takes on whatever comes, and learns what is missing.',
    ...{ mode: 'dynamic', accuracy: 0.65, risk: 0.5, team: [1, 8], style: [0.6, 0.6, 0.6, 0.6, 0.6] },
    skills: [
      ['general_programming', 0.65, 0.7],
      ['problem_solving', 0.75, 0.8],
      ['learning_adaptation', 0.85, 0.8],
      ['communication', 0.8, 0.75],
      ['collaboration', 0.75, 0.8],
    ],
    tasks: ['general'],
    domains: ['general'],
  },
  researcher: {
    name: 'Researcher',
    description: 'Finds sources, weighs them, and says what is known.',
    ...{ mode: 'dynamic', accuracy: 0.85, risk: 0.55, team: [1, 4], style: [0.9, 0.8, 0.4, 0.85, 0.25] },
    skills: [
      ['information_retrieval', 0.9, 0.85],
      ['source_evaluation', 0.85, 0.8],
      ['synthesis', 0.8, 0.8],
      ['experiment_design', 0.7, 0.7],
      ['summarization', 0.8, 0.8],
    ],
    tasks: ['research', 'analysis'],
    domains: ['research'],
  },
  coordinator: {
    name: 'Coordinator',
    description: 'Brings the parts of a piece of work together.',
    ...{ mode: 'collaborative', accuracy: 0.6, risk: 0.45, team: [2, 15], style: [0.45, 0.45, 0.95, 0.55, 0.75] },
    skills: [
      ['task_coordination', 0.9, 0.85],
      ['team_coordination', 0.85, 0.85],
      ['communication', 0.85, 0.85],
      ['conflict_resolution', 0.7, 0.7],
      ['progress_tracking', 0.8, 0.8],
    ],
    tasks: ['coordination'],
    domains: ['delivery'],
  },
  optimizer: {
    name: 'Optimizer',
    description: 'Makes what works cheaper and faster.',
    ...{ mode: 'dynamic', accuracy: 0.7, risk: 0.5, team: [1, 3], style: [0.9, 0.55, 0.3, 0.65, 0.8] },
    skills: [
      ['performance_optimization', 0.9, 0.85],
      ['resource_optimization', 0.85, 0.8],
      ['cost_optimization', 0.8, 0.8],
      ['profiling', 0.8, 0.75],
      ['algorithm_design', 0.7, 0.7],
    ],
    tasks: ['optimization', 'refactoring'],
    domains: ['performance', 'cost'],
  },
  code_reviewer: {
    name: 'Code reviewer',
    description: 'Reads changes as if it had to live with them.',
    ...{ mode: 'adaptive', accuracy: 0.9, risk: 0.2, team: [1, 6], style: [0.85, 0.3, 0.6, 0.95, 0.45] },
    skills: [
      ['code_review', 0.95, 0.9],
      ['static_analysis', 0.8, 0.8],
      ['bug_detection', 0.8, 0.8],
      ['secure_coding', 0.65, 0.7],
      ['technical_documentation', 0.55, 0.6],
    ],
    tasks: ['code_review'],
    domains: ['quality'],
  },
  deployment_specialist: {
    name: 'Deployment specialist',
    description: 'Ships on time, and can take it back.',
    ...{ mode: 'static', accuracy: 0.85, risk: 0.15, team: [1, 3], style: [0.5, 0.2, 0.45, 0.85, 0.9] },
    skills: [
      ['deployment_automation', 0.95, 0.9],
      ['release_management', 0.9, 0.85],
      ['rollback_planning', 0.85, 0.8],
      ['container_orchestration', 0.75, 0.75],
      ['monitoring_systems', 0.65, 0.7],
    ],
    tasks: ['deployment', 'release'],
    domains: ['continuous_delivery'],
  },
  performance_analyst: {
    name: 'Performance analyst',
    description: 'Measures first, and explains where time and money go.',
    ...{ mode: 'adaptive', accuracy: 0.9, risk: 0.25, team: [1, 3], style: [0.95, 0.35, 0.35, 0.85, 0.5] },
    skills: [
      ['performance_analysis', 0.95, 0.9],
      ['performance_testing', 0.85, 0.85],
      ['profiling', 0.85, 0.8],
      ['monitoring_systems', 0.75, 0.75],
      ['data_analysis', 0.75, 0.75],
    ],
    tasks: ['performance_analysis', 'analysis'],
    domains: ['performance'],
  },
  documentation_specialist: {
    name: 'Documentation specialist',
    description: 'Writes what readers need, and nothing else.',
    ...{ mode: 'adaptive', accuracy: 0.75, risk: 0.3, team: [1, 5], style: [0.5, 0.75, 0.6, 0.8, 0.6] },
    skills: [
      ['technical_documentation', 0.95, 0.9],
      ['technical_writing', 0.9, 0.9],
      ['summarization', 0.8, 0.8],
      ['information_architecture', 0.7, 0.7],
      ['editing', 0.85, 0.85],
    ],
    tasks: ['documentation'],
    domains: ['documentation'],
  },
};

const fromSketch = (type: PersonaType, sketch: Sketch): PersonaDefinition => {
  const [analytical, creative, collaborative, thorough, pragmatic] = sketch.style;
  const trade = sketch.skills.map(([name, proficiency, confidence]) => ({ name, proficiency, confidence }));
  const work = REPOSITORY_WORK[type];
  return {
    ...{ type, name: sketch.name, description: sketch.description, adaptation_mode: sketch.mode },
    capabilities: [...trade, ...(work?.capabilities ?? []).map((name) => ({ name, ...REPOSITORY_PROFICIENCY }))],
    preferred_task_types: [...sketch.tasks, ...(work?.tasks ?? [])],
    expertise_domains: [...sketch.domains],
    accuracy_preference: sketch.accuracy,
    risk_tolerance: sketch.risk,
    team_size: { min: sketch.team[0], max: sketch.team[1] },
    style: { analytical, creative, collaborative, thorough, pragmatic },
  };
};

/** One persona per type; its id is the type with `_default`. */
export const DEFAULT_PERSONAS: readonly CreatePersona[] = Object.entries(SKETCHES).map(([type, sketch]) => ({
  id: `${type}_default`,
  ...fromSketch(type as PersonaType, sketch),
}));
