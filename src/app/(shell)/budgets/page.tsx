import type { Metadata } from 'next';
import { BudgetPage } from '@/components/budget/budget-page.tsx';

export const metadata: Metadata = { title: 'Budgets' };

export default function Budgets() {
  return <BudgetPage />;
}
