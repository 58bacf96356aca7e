'use client';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { toast } from 'sonner';
import { readProblem } from '../problem.ts';
import { useTRPCClient } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';

const FORMATS = { json: { label: 'JSON', type: 'application/json' }, html: { label: 'HTML', type: 'text/html' } } as const;
type Format = keyof typeof FORMATS;

function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Takes the signed report along. */
export function ReportButtons({ id }: { id: string }) {
  const client = useTRPCClient();
  const take = useMutation({
    mutationFn: async (format: Format) => {
      const text = await client.validations.report.query({ id, format });
      saveFile(`validation-${id}.${format}`, text, FORMATS[format].type);
    },
    onError: (error) => toast.error(readProblem(error).message),
  });
  return (Object.keys(FORMATS) as Format[]).map((format) => (
    <Button key={format} variant="ghost" busy={take.isPending && take.variables === format} onClick={() => take.mutate(format)}>
      <Download aria-hidden />
      {FORMATS[format].label}
    </Button>
  ));
}
