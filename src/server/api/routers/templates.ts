import {
  generateFromBlueprint,
  generateFromTemplate,
  generateSchema,
  listBlueprints,
  listTemplates,
} from '../../use-cases/generate-workflow.ts';
import { router, viewerProcedure } from '../trpc.ts';

export const templatesRouter = router({
  list: viewerProcedure.query(() => listTemplates()),
  blueprints: viewerProcedure.query(() => listBlueprints()),
  /** Mutations only because parameters do not fit into a URL: nothing is stored. */
  generate: viewerProcedure.input(generateSchema).mutation(({ input }) => generateFromTemplate(input)),
  generateBlueprint: viewerProcedure.input(generateSchema).mutation(({ input }) => generateFromBlueprint(input)),
});
