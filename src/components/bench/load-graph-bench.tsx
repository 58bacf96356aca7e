'use client';
import dynamic from 'next/dynamic';

/** As the product's pages load the canvas: in the browser alone. */
export const LoadGraphBench = dynamic(() => import('./graph-bench.tsx').then((module) => module.GraphBench), { ssr: false });
