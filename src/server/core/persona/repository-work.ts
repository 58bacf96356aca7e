import type { PersonaType } from './persona.ts';

/** Work on source repositories that a persona of this type can do beside its trade: its capabilities, and the task types that ask for them. */
interface RepositoryWork {
  capabilities: readonly string[];
  tasks: readonly string[];
}

/** The demo fleet reviews repositories: whatever its tasks ask for, a persona is there that fits. */
export const REPOSITORY_WORK: Partial<Record<PersonaType, RepositoryWork>> = {
  architect: { capabilities: ['repository-survey', 'import-graph'], tasks: ['survey-repository', 'map-imports'] },
  researcher: { capabilities: ['git-history'], tasks: ['measure-history'] },
  data_engineer: { capabilities: ['change-coupling'], tasks: ['measure-coupling'] },
  performance_analyst: { capabilities: ['code-metrics'], tasks: ['measure-code'] },
  code_reviewer: { capabilities: ['duplicate-detection'], tasks: ['find-duplicates'] },
  security_specialist: { capabilities: ['security-scan', 'licence-check'], tasks: ['scan-security', 'check-licences'] },
  documentation_specialist: {
    capabilities: ['folder-assessment', 'report-writing', 'narration'],
    tasks: ['assess-folder', 'write-report', 'narrate-report'],
  },
};

/** How well, and how sure that is, before anything was learned. */
export const REPOSITORY_PROFICIENCY = { proficiency: 0.8, confidence: 0.75 };
