import {
  Activity,
  Bot,
  CalendarClock,
  ChartLine,
  FlaskConical,
  Gauge,
  Inbox,
  Layers,
  LayoutGrid,
  ListTree,
  type LucideIcon,
  Settings,
  ShieldCheck,
  Split,
  Wallet,
  Workflow,
} from 'lucide-react';
import type { Route } from 'next';

export interface Place {
  href: Route;
  label: string;
  icon: LucideIcon;
  /** Pressed after "g". */
  key: string;
}

/** The pages of the rail, in its order. The palette and the shortcut sheet read the same list. */
export const PLACES: readonly Place[] = [
  { href: '/overview', label: 'Overview', icon: Gauge, key: 'o' },
  { href: '/runs', label: 'Runs', icon: ListTree, key: 'r' },
  { href: '/workflows', label: 'Workflows', icon: Workflow, key: 'w' },
  { href: '/schedules', label: 'Schedules', icon: CalendarClock, key: 'c' },
  { href: '/approvals', label: 'Approvals', icon: Inbox, key: 'p' },
  { href: '/agents', label: 'Agents', icon: Bot, key: 'a' },
  { href: '/fleet', label: 'Fleet', icon: LayoutGrid, key: 'f' },
  { href: '/queues', label: 'Queues', icon: Layers, key: 'q' },
  { href: '/routing', label: 'Routing', icon: Split, key: 't' },
  { href: '/resilience', label: 'Resilience', icon: ShieldCheck, key: 'e' },
  { href: '/performance', label: 'Performance', icon: FlaskConical, key: 'v' },
  { href: '/metrics', label: 'Metrics', icon: ChartLine, key: 'm' },
  { href: '/budgets', label: 'Budgets', icon: Wallet, key: 'b' },
  { href: '/activity', label: 'Activity', icon: Activity, key: 'y' },
  { href: '/settings', label: 'Settings', icon: Settings, key: 's' },
];

export function isAt(pathname: string, href: string): boolean {
  return pathname === href || pathname.startsWith(`${href}/`);
}
