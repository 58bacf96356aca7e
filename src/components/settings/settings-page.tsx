'use client';
import dynamic from 'next/dynamic';
import { ApiKeyPanel } from '../api-key/api-key-panel.tsx';
import { EmergencyPanel } from '../emergency/emergency-panel.tsx';
import { ModePanel } from '../mode/mode-panel.tsx';
import { useAllowed, useSession } from '../session/session.tsx';
import { TargetsPanel } from '../target/targets-panel.tsx';
import { Facts } from '../ui/facts.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Panel } from '../ui/panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { AppearancePanel } from './appearance-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';

// What stands below the first screen, or brings menus and dialogs with it, comes after the page.
const loading = () => <SkeletonRows rows={4} label="Loading" />;
const AlertChannelsPanel = dynamic(() => import('../alert/alert-channels-panel.tsx').then((module) => module.AlertChannelsPanel), {
  ssr: false,
  loading,
});
const AlertRulesPanel = dynamic(() => import('../alert/alert-rules-panel.tsx').then((module) => module.AlertRulesPanel), {
  ssr: false,
  loading,
});
// Rendered with the page: it stands above what would move when it came later.
const UserPanel = dynamic(() => import('../user/user-panel.tsx').then((module) => module.UserPanel));
const SecretPanel = dynamic(() => import('../secret/secret-panel.tsx').then((module) => module.SecretPanel), { ssr: false, loading });
const WebhookPanel = dynamic(() => import('../webhook/webhook-panel.tsx').then((module) => module.WebhookPanel), { ssr: false, loading });
const SheddingPanel = dynamic(() => import('./shedding-panel.tsx').then((module) => module.SheddingPanel), { ssr: false, loading });

const linkClass = 'text-accent underline underline-offset-2';

/** Keys, people, looks, and where to find the rest. */
export function SettingsPage({ version }: { version: string }) {
  const { name, role } = useSession();
  const admin = useAllowed('admin');
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex max-w-[960px] flex-col gap-4 px-6 pt-2 pb-10">
        {admin ? (
          <>
            <ApiKeyPanel />
            <UserPanel />
          </>
        ) : (
          <Panel title="API keys and users">
            <p className="p-4 text-base text-ink-2">Admins manage keys and users. You are signed in as {role}.</p>
          </Panel>
        )}
        <ModePanel />
        <TargetsPanel />
        {admin && <SecretPanel />}
        <WebhookPanel />
        <AlertRulesPanel />
        {admin && <AlertChannelsPanel />}
        <SheddingPanel />
        <EmergencyPanel />
        <PasswordPanel />
        <AppearancePanel />
        <Panel title="About">
          <Facts
            className="p-4"
            rows={[
              ['Version', `Agent Hive ${version}`],
              ['Signed in as', `${name}, ${role}`],
              [
                'API',
                <span key="api" className="flex gap-4">
                  <a href="/api/docs" className={linkClass}>
                    Reference
                  </a>
                  <a href="/api/openapi.json" className={linkClass}>
                    OpenAPI document
                  </a>
                  <a href="/api/v1/orchestration/health" className={linkClass}>
                    Health
                  </a>
                </span>,
              ],
            ]}
          />
        </Panel>
      </div>
    </>
  );
}
