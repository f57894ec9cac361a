import type { PreflightCheck } from '@/lib/contracts/restore';
import type { RestoreChoices, RestorePoint } from '@/lib/storware/authorized/restore-choices';
import type { StorwareNetworkCard } from '@/lib/storware/model/backup';
import type { Chosen, ChosenNode } from './choose-places';
import type { ChosenImport } from './choose-import';
import type { RestorePlan } from './plan-restore';
import { targetText } from './target-text';

const again = 'Go back and choose again.';

/** Whether the server offers the target for this point, with all that was chosen there. `choices` is null when it does not. Pure. */
export function checkTarget(chosen: Chosen, point: RestorePoint, choices: RestoreChoices | null): PreflightCheck {
  const { where } = chosen;
  if (where.mode === 'FILE_SYSTEM') return checkNode(where, point);
  const id = 'target';
  if (!choices)
    return {
      id,
      state: 'BLOCKED',
      message: `${where.target.name} can’t take this recovery point now.`,
      nextStep: 'Choose another target, or ask your provider.',
    };
  const lost = lostParts(where, choices);
  if (lost.length > 0)
    return { id, state: 'BLOCKED', message: `No longer there: ${lost.join(', ')}.`, nextStep: again };
  return { id, state: 'OK', message: `${targetText(chosen)} can take it.`, nextStep: null };
}

function checkNode({ node }: ChosenNode, { nodes }: RestorePoint): PreflightCheck {
  const id = 'target';
  const live = nodes?.find(({ guid }) => guid === node.guid);
  if (nodes === null)
    return {
      id,
      state: 'WARNING',
      message: 'The backup system does not tell which of its nodes can take it.',
      nextStep: 'You can go on; the restore fails if this one can’t.',
    };
  if (!live)
    return {
      id,
      state: 'BLOCKED',
      message: `Node ${node.name} can’t read this recovery point.`,
      nextStep: 'Choose another node, or ask your provider.',
    };
  if (live.state === 'OFFLINE')
    return {
      id,
      state: 'BLOCKED',
      message: `Node ${node.name} is not working now.`,
      nextStep: 'Choose another node, or try again later.',
    };
  return { id, state: 'OK', message: `Node ${node.name} can take it.`, nextStep: null };
}

function lostParts({ cluster, project, flavor }: ChosenImport, choices: RestoreChoices): string[] {
  const isLost = (place: { guid: string } | null, among: readonly { guid: string }[] | null): boolean =>
    place !== null && among !== null && !among.some(({ guid }) => guid === place.guid);
  return [
    ...(cluster?.kind === 'CLUSTER' && isLost(cluster, choices.clusters) ? [cluster.name] : []),
    ...(project && isLost(project, choices.projects) ? [project.name] : []),
    ...(flavor && isLost(flavor, choices.flavors) ? [flavor.name] : []),
  ];
}

/** Whether every network card has a network at the target. Null where the platform lets nothing be chosen. Pure. */
export function checkNetworks(
  { where }: Chosen,
  cards: readonly StorwareNetworkCard[] | null,
  plan: RestorePlan | null,
  choices: RestoreChoices | null,
): PreflightCheck | null {
  if (where.mode !== 'IMPORT' || !where.needs.networks || !choices) return null;
  const id = 'networks';
  if (choices.networks === null)
    return {
      id,
      state: 'WARNING',
      message: 'The backup system does not tell the networks of the target.',
      nextStep: 'You can go on; connect the machine afterwards if it is not on its network.',
    };
  const live = new Set(choices.networks.map(({ guid }) => guid));
  const chosen = plan?.kind === 'import' && 'networks' in plan.request ? plan.request.networks : null;
  if (chosen) {
    if (chosen.every(({ networkGuid }) => live.has(networkGuid)))
      return { id, state: 'OK', message: 'The chosen networks are at the target.', nextStep: null };
    return { id, state: 'BLOCKED', message: 'A chosen network is not open to this target.', nextStep: again };
  }
  if (cards === null)
    return { id, state: 'OK', message: 'The machine keeps the networks that it had.', nextStep: null };
  const stray = cards.filter(({ network }) => network === null || !live.has(network.guid));
  if (stray.length === 0)
    return {
      id,
      state: 'OK',
      message:
        cards.length === 0 ? 'The recovery point has no network cards.' : 'The networks that it had are at the target.',
      nextStep: null,
    };
  return {
    id,
    state: 'WARNING',
    message: `${stray.length === 1 ? 'A network that it had is' : `${stray.length} networks that it had are`} not at this target.`,
    nextStep: 'Choose a network for each network card, or connect the machine afterwards.',
  };
}
