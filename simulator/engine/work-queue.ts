import type { Task } from '@/simulator/model/task';

import { Heap } from './timeline';

/** Kinds of work that share slots of a node (14.3). */
export type SlotClass = 'export' | 'store' | 'restore' | 'inventory' | 'other';

const CLASSES: Readonly<Partial<Record<Task['type'], SlotClass>>> = {
  EXPORT: 'export',
  STORE: 'store',
  RESTORE: 'restore',
  IMPORT: 'restore',
  MOUNT: 'restore',
  INVENTORY_SYNC: 'inventory',
};

/** The slots that a task needs. */
export function slotClass(task: Task): SlotClass {
  return CLASSES[task.type] ?? 'other';
}

/** Where a task reads from; exports are also limited by source. */
export function sourceOf(task: Task): string {
  return task.hypervisorGuid ?? task.managerGuid ?? '';
}

function earlier(a: Task, b: Task): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.order < b.order);
}

interface Bucket {
  boundNode: string | null;
  source: string;
  heap: Heap<Task>;
}

/** How many tasks of a class may run at once on a node, and of one source on that node. */
export interface SlotLimits {
  perNode: number;
  perSource: number;
}

/**
 * Tasks that may start now, ordered by priority and then by age, and the slots that running ones take. Buckets by
 * source keep a source at its limit from blocking others behind it. Tasks that are no longer QUEUED are dropped when
 * they are taken.
 */
export class WorkQueue {
  private readonly ready = new Map<string, Map<SlotClass, Map<string, Bucket>>>();
  private touched = new Set<string>();
  private readonly running = new Map<string, number>();

  /** Puts a QUEUED task among those that may start. */
  enqueue(task: Task): void {
    this.touched.add(task.nodeConfigGuid);
    const kinds = this.ready.get(task.nodeConfigGuid) ?? new Map<SlotClass, Map<string, Bucket>>();
    this.ready.set(task.nodeConfigGuid, kinds);
    const buckets = kinds.get(slotClass(task)) ?? new Map<string, Bucket>();
    kinds.set(slotClass(task), buckets);
    const source = slotClass(task) === 'export' ? sourceOf(task) : '';
    const bucketKey = `${task.boundNodeGuid ?? ''}/${source}`;
    const bucket = buckets.get(bucketKey) ?? { boundNode: task.boundNodeGuid, source, heap: new Heap(earlier) };
    buckets.set(bucketKey, bucket);
    bucket.heap.push(task);
  }

  /** The node configurations whose queue or slots have changed since the last call. */
  takeTouched(): ReadonlySet<string> {
    const { touched } = this;
    if (touched.size > 0) this.touched = new Set();
    return touched;
  }

  /** Whether anything waits for a slot of this node configuration. */
  hasReady(nodeConfigGuid: string): boolean {
    for (const buckets of this.ready.get(nodeConfigGuid)?.values() ?? []) if (buckets.size > 0) return true;
    return false;
  }

  /** Takes the most urgent task that this node may start now, or nothing when its slots are taken or nothing is ready. */
  take(nodeConfigGuid: string, nodeGuid: string, kind: SlotClass, limits: SlotLimits): Task | undefined {
    const buckets = this.ready.get(nodeConfigGuid)?.get(kind);
    if (buckets === undefined || buckets.size === 0 || this.count(nodeGuid, kind) >= limits.perNode) return undefined;
    let best: Bucket | undefined;
    let urgent: Task | undefined;
    for (const [key, bucket] of buckets) {
      const head = aliveHead(bucket.heap);
      if (head === undefined) buckets.delete(key);
      else if (
        (bucket.boundNode === null || bucket.boundNode === nodeGuid) &&
        (urgent === undefined || earlier(head, urgent))
      ) {
        if (kind === 'export' && this.count(nodeGuid, kind, bucket.source) >= limits.perSource) continue;
        best = bucket;
        urgent = head;
      }
    }
    return best?.heap.pop();
  }

  /** A task has started on its node. */
  occupy(task: Task): void {
    for (const key of slotKeys(task)) this.running.set(key, (this.running.get(key) ?? 0) + 1);
  }

  /** A task of this node has released its slot. */
  release(task: Task): void {
    this.touched.add(task.nodeConfigGuid);
    for (const key of slotKeys(task)) this.running.set(key, (this.running.get(key) ?? 0) - 1);
  }

  /** How many tasks of a class run on a node, optionally of one source. */
  count(nodeGuid: string, kind: SlotClass, source?: string): number {
    return this.running.get(source === undefined ? `${nodeGuid}/${kind}` : `${nodeGuid}/${kind}/${source}`) ?? 0;
  }
}

function slotKeys(task: Task): string[] {
  if (task.nodeGuid === null) return [];
  const key = `${task.nodeGuid}/${slotClass(task)}`;
  return slotClass(task) === 'export' ? [key, `${key}/${sourceOf(task)}`] : [key];
}

function aliveHead(heap: Heap<Task>): Task | undefined {
  for (let head = heap.peek(); head !== undefined; head = heap.peek()) {
    if (head.state === 'QUEUED') return head;
    heap.pop();
  }
  return undefined;
}
