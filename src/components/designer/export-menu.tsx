'use client';
import { Download } from 'lucide-react';
import { toast } from 'sonner';
import { slugOf } from '@/server/core/workflow/workflow-view.ts';
import { Button } from '../ui/button.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { useDesigner } from './designer-context.tsx';
import { downloadDraft, EXPORT_FORMATS, type ExportFormat } from './export-draft.ts';

const WORDS: Record<ExportFormat, string> = { yaml: 'YAML', json: 'JSON', mermaid: 'Mermaid', svg: 'SVG picture', png: 'PNG picture' };

/** The draft as a file, for people and for other tools. */
export function ExportMenu() {
  const { store } = useDesigner();
  const download = (format: ExportFormat) => {
    const { drawn } = store.state();
    const name = slugOf(String(drawn.head?.name ?? '')) ?? 'workflow';
    downloadDraft(drawn, name, format).catch(() => toast.error('The browser cannot draw a picture of this size.'));
  };
  return (
    <Menu
      within="page"
      trigger={
        <Button variant="ghost">
          <Download aria-hidden />
          Export
        </Button>
      }
    >
      {EXPORT_FORMATS.map((format) => (
        <MenuItem key={format} onClick={() => download(format)}>
          {WORDS[format]}
        </MenuItem>
      ))}
    </Menu>
  );
}
