import { CopyText } from '@/components/ui/copy-text';
import { EmptyState } from '@/components/ui/empty-state';
import { Section } from '@/components/ui/section';

/** What a machine connects to, and how. */
export function IscsiTargets({ targets }: { targets: readonly string[] }) {
  if (targets.length === 0) {
    return (
      <div className="panel">
        <EmptyState title="No target is known yet">
          The backup system has not named the disks of this mount. This page shows them as soon as it does.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Section title="Targets" count={targets.length} padded={false}>
        <ul className="divide-y divide-line">
          {targets.map((target) => (
            <li key={target} className="flex items-center gap-2 px-4 py-2">
              <code className="min-w-0 flex-1 font-mono text-xs break-all">{target}</code>
              <CopyText text={target} label={`Copy ${target}`} />
            </li>
          ))}
        </ul>
      </Section>
      <Section title="How to connect">
        <ol className="list-decimal space-y-3 pl-5 text-ink-2">
          <li>Work on one of the machines whose initiator name was given for this mount; others are refused.</li>
          <li>Ask your provider for the address of the iSCSI portal, if you do not have it.</li>
          <li>
            On Linux, put that address in place of ADDRESS:
            <Command text="iscsiadm --mode discovery --type sendtargets --portal ADDRESS" />
            <Command text={`iscsiadm --mode node --targetname ${targets[0] ?? ''} --portal ADDRESS --login`} />
          </li>
          <li>
            On Windows, open iSCSI Initiator, enter the address under Discovery, and connect the target under Targets.
          </li>
          <li>Disconnect before the time is over. What is written to the disks is not kept.</li>
        </ol>
      </Section>
    </div>
  );
}

function Command({ text }: { text: string }) {
  return (
    <span className="mt-1 flex items-center gap-1 rounded-xs bg-sunken px-2 py-1">
      <code className="min-w-0 flex-1 font-mono text-xs break-all text-ink">{text}</code>
      <CopyText text={text} label="Copy command" />
    </span>
  );
}
