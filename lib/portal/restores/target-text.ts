import type { Chosen } from './choose-places';

/** Where a restore goes to, in names that its tenant may see: "OpenStack · project acme · nova". */
export function targetText({ where }: Chosen): string {
  if (where.mode === 'FILE_SYSTEM') return `Node ${where.node.name}`;
  const { target, project, cluster, dataCenter, storage, needs } = where;
  return [
    target.name,
    project && `${needs.projectLabel.toLowerCase()} ${project.name}`,
    dataCenter,
    cluster?.name ?? null,
    needs.namesIn === 'PROJECT' ? null : (storage?.name ?? null),
  ]
    .filter((text) => text !== null)
    .join(' · ');
}
